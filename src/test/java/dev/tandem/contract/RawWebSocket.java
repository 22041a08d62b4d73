package dev.tandem.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.websocket.Frame;
import dev.tandem.core.websocket.Handshake;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** A WebSocket client that is as strict in what it takes as it is free in what it sends (RFC 6455). */
final class RawWebSocket implements AutoCloseable {
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    static final String FIELDS =
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                    + KEY
                    + "\r\n";
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final RawConnection connection;
    private final Reply head;
    private final DataInputStream in;

    /** A frame from the server. */
    record Received(int opcode, byte[] payload) {
        String text() {
            return new String(payload, UTF_8);
        }

        int closeCode() {
            assertThat(opcode).as("a close frame, not %s", this).isEqualTo(Frame.CLOSE);
            return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        String closeReason() {
            return new String(payload, 2, payload.length - 2, UTF_8);
        }

        @Override
        public String toString() {
            return "opcode " + opcode + ": " + text();
        }
    }

    RawWebSocket(RawConnection connection, String target) {
        this.connection = connection.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + FIELDS + "\r\n");
        head = connection.head();
        assertThat(head.status()).as("%s", head).isEqualTo(101);
        assertThat(head.header("Sec-WebSocket-Accept")).contains(Handshake.accept(KEY));
        in = new DataInputStream(connection.in());
    }

    Reply head() {
        return head;
    }

    RawConnection connection() {
        return connection;
    }

    /** The next frame, which must be whole, not masked, and no longer in its header than it need be. */
    Received read() {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            assertThat(first & 0xF0).as("final, and no reserved bit").isEqualTo(FIN);
            assertThat(second & MASKED).as("not masked").isZero();
            long length = second;
            if (length == 126) {
                length = in.readUnsignedShort();
                assertThat(length).isGreaterThanOrEqualTo(126);
            } else if (length == 127) {
                length = in.readLong();
                assertThat(length).isGreaterThan(0xFFFF);
            }
            return new Received(first & 0xF, in.readNBytes(Math.toIntExact(length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String readText() {
        Received frame = read();
        assertThat(frame.opcode()).as("%s", frame).isEqualTo(Frame.TEXT);
        return frame.text();
    }

    RawWebSocket text(String text) {
        return send(FIN | Frame.TEXT, text.getBytes(UTF_8));
    }

    RawWebSocket binary(byte[] bytes) {
        return send(FIN | Frame.BINARY, bytes);
    }

    RawWebSocket fragment(int opcode, boolean last, byte[] bytes) {
        return send(last ? FIN | opcode : opcode, bytes);
    }

    RawWebSocket control(int opcode, byte[] bytes) {
        return send(FIN | opcode, bytes);
    }

    RawWebSocket sendClose(int code) {
        return control(
                Frame.CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    /** A masked frame with any first byte. */
    RawWebSocket send(int firstByte, byte[] payload) {
        connection.send(frame(firstByte, payload));
        return this;
    }

    static byte[] frame(int firstByte, byte[] payload) {
        int length = payload.length;
        ByteBuffer frame = ByteBuffer.allocate(14 + length).put((byte) firstByte);
        if (length < 126) {
            frame.put((byte) (MASKED | length));
        } else if (length <= 0xFFFF) {
            frame.put((byte) (MASKED | 126)).putShort((short) length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(length);
        }
        frame.put(MASK);
        for (int i = 0; i < length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** The server has closed with this code and reason; the answer to it ends the connection. */
    void assertClosed(int code, String reason) {
        Received close = read();
        assertThat(close.closeCode()).as("%s", close).isEqualTo(code);
        assertThat(close.closeReason()).isEqualTo(reason);
        connection.trySend(frame(FIN | Frame.CLOSE, close.payload()));
        connection.awaitClosed();
    }

    @Override
    public void close() {
        connection.close();
    }
}
