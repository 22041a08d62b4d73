package dev.tandem.core.task;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What one task is to do: complete, checked and permitted, so that a model has only to do it. */
public sealed interface TaskInput {
    /** Its kind. */
    TaskKind kind();

    /** Does nothing for a while. */
    record Sleep(Duration duration) implements TaskInput {
        @Override
        public TaskKind kind() {
            return TaskKind.SLEEP;
        }
    }

    /**
     * Gets the resources of many URLs; one that is slow, or fails, delays no other.
     *
     * @param urls absolute, {@code http} or {@code https}, each permitted by the {@link FetchPolicy}
     * @param concurrency how many are under way at a time
     * @param timeout for each of them, from its turn to its last byte, redirects included
     * @param maxBytes the largest body, after which it is given up; the same for what is only digested
     * @param maxRedirects how many redirects to follow for each
     * @param headers the names, in lower case, of the response's header fields that are asked for
     * @param body what is wanted of the bodies
     */
    record Fetch(
            List<URI> urls,
            int concurrency,
            Duration timeout,
            int maxBytes,
            int maxRedirects,
            List<String> headers,
            BodyForm body)
            implements TaskInput {
        /** What becomes of a body. */
        public enum BodyForm {
            /** A string if it is UTF-8, otherwise base64. */
            CONTENT,
            /** Its SHA-256, in hexadecimal. */
            SHA256,
            /** It is read, counted and forgotten. */
            NONE
        }

        @Override
        public TaskKind kind() {
            return TaskKind.FETCH;
        }
    }

    /**
     * Looks up the addresses of many names.
     *
     * @param resolver who is asked
     * @param types the kinds of address that are asked for; at least one
     * @param timeout for each lookup by the system; by DNS, for each question to each server, over UDP and TCP together
     * @param concurrency how many names are being looked up at a time
     */
    record Resolve(List<String> names, Resolver resolver, Set<AddressType> types, Duration timeout, int concurrency)
            implements TaskInput {
        /** Who is asked. */
        public enum Resolver {
            /** The system, as any program would: hosts file, cache and all. It tells no TTL. */
            SYSTEM,
            /** The configured DNS servers, with queries of our own (RFC 1035). */
            DNS
        }

        /** A kind of address, named as the DNS record that holds it. */
        public enum AddressType {
            A,
            AAAA
        }

        @Override
        public TaskKind kind() {
            return TaskKind.RESOLVE;
        }
    }

    /**
     * Runs a program. Never through a shell.
     *
     * @param command what the configuration allows
     * @param arguments the client's own, permitted; they follow the command's fixed ones
     */
    record Run(Command command, List<String> arguments) implements TaskInput {
        @Override
        public TaskKind kind() {
            return TaskKind.PROCESS;
        }
    }

    /**
     * Computes SHA-256 of the data, of that, and so on.
     *
     * @param rounds how often; at least 1
     */
    record Digest(byte[] data, int rounds) implements TaskInput {
        @Override
        public TaskKind kind() {
            return TaskKind.DIGEST;
        }
    }
}
