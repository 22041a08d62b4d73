package dev.tandem.virtualthread;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;

/** A client that says what it is told to, byte for byte. Every read has a bound. */
final class Client implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    Client(int port) throws IOException {
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    void send(String latin1) throws IOException {
        send(latin1.getBytes(ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** A request without a body. */
    void request(String methodAndTarget, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        send(methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n");
    }

    /** Opens a WebSocket; the head of the answer has been read. */
    void webSocket(String target) throws IOException {
        request(
                "GET " + target,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        String head = readUntil("\r\n\r\n");
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(head);
        }
    }

    /** Sends a frame, masked with zeros. */
    void frame(int firstByte, byte[] payload) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(firstByte);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        }
        out.writeBytes(new byte[4]);
        out.writeBytes(payload);
        send(out.toByteArray());
    }

    /** One short frame of the server's: its first byte and its payload as text. */
    String readFrame() throws IOException {
        int first = in.readUnsignedByte();
        byte[] payload = new byte[in.readUnsignedByte()];
        in.readFully(payload);
        boolean close = first == 0x88 && payload.length >= 2;
        String text = close
                ? ((payload[0] & 0xFF) << 8 | (payload[1] & 0xFF)) + " "
                        + new String(payload, 2, payload.length - 2, ISO_8859_1)
                : new String(payload, ISO_8859_1);
        return String.format(Locale.ROOT, "%02x %s", first, text);
    }

    String readUntil(String end) throws IOException {
        var out = new StringBuilder();
        while (out.indexOf(end, Math.max(0, out.length() - end.length())) < 0) {
            out.append((char) in.readUnsignedByte());
        }
        return out.toString();
    }

    String readToEnd() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
