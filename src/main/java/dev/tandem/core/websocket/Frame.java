package dev.tandem.core.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * Frames from server to client as they stand on the wire (RFC 6455, 5.2): unfragmented and not masked, so that the same
 * bytes serve every subscriber.
 */
public final class Frame {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    /** The most that a control frame may carry (RFC 6455, 5.5). */
    public static final int MAX_CONTROL_PAYLOAD = 125;

    private static final int FIN = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final byte[] EMPTY = {};

    private Frame() {}

    /** A whole message in one frame. */
    public static byte[] of(int opcode, byte[] payload) {
        int length = payload.length;
        int header = length < LENGTH_16 ? 2 : length <= 0xFFFF ? 4 : 10;
        ByteBuffer frame = ByteBuffer.allocate(header + length).put((byte) (FIN | opcode));
        switch (header) {
            case 2 -> frame.put((byte) length);
            case 4 -> frame.put((byte) LENGTH_16).putShort((short) length);
            default -> frame.put((byte) LENGTH_64).putLong(length);
        }
        return frame.put(payload).array();
    }

    /** A ping without a payload: whatever comes back proves that the peer lives. */
    public static byte[] ping() {
        return of(PING, EMPTY);
    }

    /** A close frame; the reason must fit into a control frame, 123 bytes of UTF-8. */
    public static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        return of(
                CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }
}
