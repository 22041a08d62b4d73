package dev.tandem.core.task;

import dev.tandem.core.task.TaskInput.Resolve.AddressType;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of a task that came to its end. */
public sealed interface TaskResult {

    /** It has slept. */
    record Slept() implements TaskResult {}

    /** One for each URL, in their order. */
    record Fetched(List<FetchResult> results) implements TaskResult {}

    /** What came of one URL. */
    sealed interface FetchResult {
        /** The URL as it was asked for. */
        URI url();
    }

    /**
     * There was a response, whatever its status.
     *
     * @param location where it came from, after redirects
     * @param headers those that were asked for and are there, by name in lower case; several of a name are joined by
     *     {@code ", "}
     * @param body as {@link TaskInput.Fetch.BodyForm} wants it: all of its bytes, the digest's 32 bytes, or none
     * @param length of the body in bytes
     * @param firstByte from the URL's turn until the last response's head was there
     * @param total from the URL's turn until the last byte
     */
    record Response(
            URI url,
            URI location,
            int status,
            Map<String, String> headers,
            byte[] body,
            long length,
            Duration firstByte,
            Duration total)
            implements FetchResult {}

    /** There was none, or it was not wanted. */
    record FetchFailure(URI url, FetchError error, Duration total) implements FetchResult {}

    /** One for each name, in their order. */
    record Resolved(List<Resolution> results) implements TaskResult {}

    /**
     * What came of one name.
     *
     * @param addresses in the order A before AAAA, and then as they were answered; empty only with an error
     */
    record Resolution(String name, List<Address> addresses, Optional<ResolveError> error) {}

    /**
     * One address.
     *
     * @param ttl how long it may be remembered, in seconds; absent where the resolver does not tell
     */
    record Address(InetAddress address, AddressType type, Optional<Long> ttl) {}

    /**
     * The program has ended by itself.
     *
     * @param exitCode as the system tells it: 128 and the signal's number where a signal ended it
     * @param output the first part of what it wrote, as far as {@link Command#maxOutputBytes} allows
     * @param outputTruncated whether it wrote more than that
     * @param errorOutput the same of its error output
     * @param errorOutputTruncated the same
     */
    record Exited(
            int exitCode, byte[] output, boolean outputTruncated, byte[] errorOutput, boolean errorOutputTruncated)
            implements TaskResult {
        /** Whether it wrote more than was kept to either. */
        public boolean truncated() {
            return outputTruncated || errorOutputTruncated;
        }
    }

    /** The digest after the last round, 32 bytes. */
    record Digested(byte[] sha256) implements TaskResult {}
}
