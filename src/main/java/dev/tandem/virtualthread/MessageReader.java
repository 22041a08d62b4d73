package dev.tandem.virtualthread;

import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.json.Utf8;
import dev.tandem.core.websocket.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a WebSocket client sends, a frame at a time, in blocking style, and puts fragmented messages together
 * (RFC 6455, 5). What a frame claims is checked before any of its payload is read.
 */
final class MessageReader {
    private static final int FIN = 0x80;
    private static final int RESERVED_BITS = 0x70;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MASK_BYTES = 4;
    private static final int FIRST_PART = 8 * 1024;

    private final int maxMessageBytes;

    private @Nullable ByteArrayOutputStream fragments;
    private int fragmentsOpcode;

    MessageReader(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Reads one frame.
     *
     * @throws ProtocolViolation if there is no point in reading on
     */
    Incoming next(ClientSocket from) throws IOException {
        ByteBuffer head = read(from, 2);
        int first = head.get() & 0xFF;
        int second = head.get() & 0xFF;
        boolean last = (first & FIN) != 0;
        int opcode = first & 0xF;
        require((first & RESERVED_BITS) == 0, "reserved bits are set");
        require((second & MASKED) != 0, "a frame is not masked");
        int shortLength = second & 0x7F;
        if (isControl(opcode)) {
            require(last, "a control frame is fragmented");
            require(shortLength <= Frame.MAX_CONTROL_PAYLOAD, "a control frame is too long");
            return control(opcode, payload(from, shortLength));
        }
        require(opcode == Frame.CONTINUATION || opcode == Frame.TEXT || opcode == Frame.BINARY, "unknown opcode");
        require((opcode == Frame.CONTINUATION) == (fragments != null), "a fragment is out of order");
        long length = length(from, shortLength);
        int before = fragments == null ? 0 : fragments.size();
        if (length > maxMessageBytes - before) {
            throw new ProtocolViolation(DisconnectReason.MESSAGE_TOO_LARGE, "a message is too large");
        }
        return data(last, opcode, payload(from, (int) length));
    }

    private Incoming data(boolean last, int opcode, byte[] payload) {
        if (fragments == null) {
            if (last) {
                return message(opcode, payload);
            }
            fragments = new ByteArrayOutputStream(payload.length);
            fragmentsOpcode = opcode;
        }
        fragments.writeBytes(payload);
        if (!last) {
            return new Incoming.Fragment();
        }
        byte[] whole = fragments.toByteArray();
        fragments = null;
        return message(fragmentsOpcode, whole);
    }

    private static Incoming message(int opcode, byte[] payload) {
        if (opcode == Frame.BINARY) {
            return new Incoming.Binary(payload);
        }
        requireUtf8(payload);
        return new Incoming.Text(payload);
    }

    private static Incoming control(int opcode, byte[] payload) {
        return switch (opcode) {
            case Frame.PING -> new Incoming.Ping(payload);
            case Frame.PONG -> new Incoming.Pong();
            case Frame.CLOSE -> {
                require(payload.length != 1, "a close frame has half a code");
                if (payload.length >= 2) {
                    require(mayBeSent(ByteBuffer.wrap(payload).getShort() & 0xFFFF), "a close code may not be sent");
                    requireUtf8(Arrays.copyOfRange(payload, 2, payload.length));
                }
                yield new Incoming.Close(Arrays.copyOf(payload, Math.min(2, payload.length)));
            }
            default -> throw new ProtocolViolation(DisconnectReason.PROTOCOL_ERROR, "unknown opcode");
        };
    }

    /** The codes that a close frame may carry (RFC 6455, 7.4, and the IANA registry). */
    private static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    private static boolean isControl(int opcode) {
        return (opcode & 0x8) != 0;
    }

    /** The length must stand in the shortest form that can hold it (RFC 6455, 5.2). */
    private static long length(ClientSocket from, int shortLength) throws IOException {
        if (shortLength < LENGTH_16) {
            return shortLength;
        }
        if (shortLength < LENGTH_64) {
            int length = read(from, Short.BYTES).getShort() & 0xFFFF;
            require(length >= LENGTH_16, "a length is not in its shortest form");
            return length;
        }
        long length = read(from, Long.BYTES).getLong();
        require(length > 0xFFFF, "a length is not in its shortest form");
        return length;
    }

    /** Memory grows with what has come, not with what has been announced. */
    private static byte[] payload(ClientSocket from, int length) throws IOException {
        byte[] mask = read(from, MASK_BYTES).array();
        byte[] payload = new byte[Math.min(length, FIRST_PART)];
        from.read(ByteBuffer.wrap(payload));
        while (payload.length < length) {
            int soFar = payload.length;
            payload = Arrays.copyOf(payload, Math.min(length, 2 * soFar));
            from.read(ByteBuffer.wrap(payload, soFar, payload.length - soFar));
        }
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % MASK_BYTES];
        }
        return payload;
    }

    private static ByteBuffer read(ClientSocket from, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        from.read(buffer);
        return buffer.flip();
    }

    private static void requireUtf8(byte[] bytes) {
        if (!Utf8.isValid(bytes)) {
            throw new ProtocolViolation(DisconnectReason.INVALID_TEXT, "text is not UTF-8");
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ProtocolViolation(DisconnectReason.PROTOCOL_ERROR, otherwise);
        }
    }
}
