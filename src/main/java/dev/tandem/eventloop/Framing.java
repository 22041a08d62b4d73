package dev.tandem.eventloop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * What HTTP puts around a piece of a stream. It is made here, once for all who share the piece, instead of by the
 * pipeline's encoder, once for each.
 */
enum Framing {
    /** Nothing: WebSocket frames, and the bodies that end with the connection. */
    NONE {
        @Override
        ByteBuf frame(ByteBufAllocator allocator, byte[] bytes) {
            return allocator.directBuffer(bytes.length, bytes.length).writeBytes(bytes);
        }
    },
    /** A chunk (RFC 9112, 7.1). */
    CHUNK {
        @Override
        ByteBuf frame(ByteBufAllocator allocator, byte[] bytes) {
            byte[] size = Integer.toHexString(bytes.length).getBytes(US_ASCII);
            int length = size.length + CRLF.length + bytes.length + CRLF.length;
            return allocator
                    .directBuffer(length, length)
                    .writeBytes(size)
                    .writeBytes(CRLF)
                    .writeBytes(bytes)
                    .writeBytes(CRLF);
        }
    };

    private static final byte[] CRLF = {'\r', '\n'};

    /** A new buffer of {@code bytes}, of which there must be at least one, as they go into the socket. */
    abstract ByteBuf frame(ByteBufAllocator allocator, byte[] bytes);
}
