package dev.tandem.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;

/** Reads an event stream or lines of JSON, a byte at a time, so that nothing is lost between what is expected. */
final class EventClient implements AutoCloseable {
    private final RawConnection connection;
    private final Reply head;
    private final InputStream body;

    EventClient(RawConnection connection, String request) {
        this(connection.send(request), connection.head());
    }

    /** @param head what the connection has answered already */
    EventClient(RawConnection connection, Reply head) {
        this.connection = connection;
        this.head = head;
        body = connection.body(head);
    }

    Reply head() {
        return head;
    }

    RawConnection connection() {
        return connection;
    }

    /** Everything up to and with the next empty line. */
    String event() {
        return until("\n\n");
    }

    /** Everything up to and with the next line feed. */
    String line() {
        return until("\n");
    }

    private String until(String end) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int matched = 0;
        try {
            while (matched < end.length()) {
                int b = body.read();
                if (b < 0) {
                    throw new AssertionError("the stream ended after: " + read.toString(UTF_8));
                }
                read.write(b);
                matched = b == end.charAt(matched) ? matched + 1 : 0;
            }
            return read.toString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + read.toString(UTF_8), e);
        }
    }

    /** Reads on until there is no more to come, whether the stream ends properly or is cut. */
    void awaitEnd() {
        try {
            body.skip(Long.MAX_VALUE);
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException("the stream goes on", e);
        } catch (IOException cut) {
            // Which is an end, too.
        }
    }

    /** The stream ends as a complete response does, with nothing more in it. */
    void assertEnds() {
        assertThat(rest()).isEmpty();
    }

    /** Everything up to the end, which has to be that of a complete response. */
    String rest() {
        try {
            return new String(body.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
