package dev.tandem.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends what it is told to, byte for byte, and reads as slowly as it likes. Every read has a bound. */
final class RawConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    RawConnection(int port) {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawConnection send(String latin1) {
        return send(latin1.getBytes(ISO_8859_1));
    }

    RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for a resource, and says no more than has to be said. */
    RawConnection get(String target) {
        return send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    /** Sends what may find the connection closed already. */
    void trySend(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException closedMeanwhile) {
            // What the server has answered counts.
        }
    }

    InputStream in() {
        return in;
    }

    /** One response to anything but {@code HEAD}, with its body. */
    Reply reply() {
        Reply head = head();
        return new Reply(head.status(), head.headers(), bodyOf(head));
    }

    /** All of the body that belongs to a head. */
    byte[] bodyOf(Reply head) {
        try {
            return body(head).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status line and the header fields of one response. */
    Reply head() {
        String statusLine = line();
        if (!statusLine.matches("HTTP/1\\.[01] [1-5][0-9][0-9] ?.*")) {
            throw new AssertionError("not a status line: " + statusLine);
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String field = line(); !field.isEmpty(); field = line()) {
            String[] parts = field.split(":", 2);
            headers.computeIfAbsent(parts[0], absent -> new ArrayList<>()).add(parts[1].strip());
        }
        return new Reply(Integer.parseInt(statusLine.substring(9, 12)), headers, new byte[0]);
    }

    /** The body that belongs to a head (RFC 9112, 6.3). */
    InputStream body(Reply head) {
        if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return InputStream.nullInputStream();
        }
        if (head.header("Transfer-Encoding").filter("chunked"::equals).isPresent()) {
            return new Chunks(this);
        }
        return head.header("Content-Length")
                .<InputStream>map(length -> new Sized(this, Integer.parseInt(length)))
                .orElse(in);
    }

    /** A line that ends in CR LF, without them. */
    String line() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the connection ended after: " + line.toString(ISO_8859_1));
                }
                line.write(b);
            }
            String text = line.toString(ISO_8859_1);
            if (!text.endsWith("\r")) {
                throw new AssertionError("a line does not end in CR LF: " + text);
            }
            return text.substring(0, text.length() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the server to close, throwing away what comes before. */
    void awaitClosed() {
        try {
            while (in.read() >= 0) {
                in.skip(in.available());
            }
        } catch (SocketException reset) {
            // That is closed, too.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything until the server closes. */
    byte[] rest() {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends our half, politely. */
    RawConnection shutdownOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves as a process does that is killed. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A body of known length. */
    private static final class Sized extends Body {
        Sized(RawConnection connection, int length) {
            super(connection);
            left = length;
        }

        @Override
        void next() {}
    }

    /** A chunked body (RFC 9112, 7.1), read as strictly as it is defined. */
    private static final class Chunks extends Body {
        private boolean first = true;
        private boolean last;

        Chunks(RawConnection connection) {
            super(connection);
        }

        @Override
        void next() {
            if (last) {
                return;
            }
            if (!first && !connection.line().isEmpty()) {
                throw new AssertionError("a chunk is longer than it said");
            }
            first = false;
            left = Integer.parseInt(connection.line(), 16);
            if (left == 0) {
                last = true;
                if (!connection.line().isEmpty()) {
                    throw new AssertionError("a trailer was not expected");
                }
            }
        }
    }

    /** A body that ends before the connection does. */
    private abstract static class Body extends InputStream {
        final RawConnection connection;
        int left;

        Body(RawConnection connection) {
            this.connection = connection;
        }

        /** Nothing is left: begins the next part, if there is one. */
        abstract void next();

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (left == 0) {
                next();
            }
            if (left == 0) {
                return -1;
            }
            int read = connection.in.read(to, offset, Math.min(length, left));
            if (read < 0) {
                throw new EOFException(left + " bytes of the body are missing");
            }
            left -= read;
            return read;
        }
    }
}
