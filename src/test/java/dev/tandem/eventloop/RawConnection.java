package dev.tandem.eventloop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/** A TCP connection for what no client library would send. Text is ISO-8859-1, a byte for a character. */
final class RawConnection implements AutoCloseable {
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final Socket socket;
    private final DataInputStream in;

    /** A frame as the server sent it. */
    record ReceivedFrame(int opcode, byte[] payload) {
        int closeCode() {
            return (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }

        String text() {
            return new String(payload, ISO_8859_1);
        }
    }

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(Math.toIntExact(READ_TIMEOUT.toMillis()));
        in = new DataInputStream(socket.getInputStream());
    }

    static RawConnection webSocket(int port, String path) throws IOException {
        var connection = new RawConnection(port);
        connection.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n\r\n");
        if (!connection.readHead().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("no handshake");
        }
        return connection;
    }

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** A frame with the mask 0, which leaves the payload, less than 64 KB, as it is. */
    static byte[] frame(int firstByte, byte[] payload) {
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
        return out.toByteArray();
    }

    String readHead() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** Everything that is still to come, until the server closes. */
    String readToEnd() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    String read(int length) throws IOException {
        return new String(in.readNBytes(length), ISO_8859_1);
    }

    ReceivedFrame readFrame() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte();
        long payload = switch (length) {
            case 126 -> in.readUnsignedShort();
            case 127 -> in.readLong();
            default -> length;
        };
        return new ReceivedFrame(opcode, in.readNBytes(Math.toIntExact(payload)));
    }

    /** Whether nothing comes for as long as given. */
    boolean isSilentFor(Duration duration) throws IOException {
        socket.setSoTimeout(Math.toIntExact(duration.toMillis()));
        try {
            return in.read() < -1;
        } catch (java.net.SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(Math.toIntExact(READ_TIMEOUT.toMillis()));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public String toString() {
        return "RawConnection" + Arrays.asList(socket);
    }
}
