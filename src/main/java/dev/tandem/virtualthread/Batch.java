package dev.tandem.virtualthread;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tandem.core.channel.Publication;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What goes to the socket in one write. Confined to the writer that fills it. */
final class Batch {
    private static final int FULL = 16 * 1024;
    private static final byte[] CRLF = {'\r', '\n'};

    private final boolean chunked;
    private final List<byte[]> parts = new ArrayList<>();
    private final List<Publication> publications = new ArrayList<>();
    private int length;

    /** @param chunked whether a batch is one chunk (RFC 9112, 7.1) */
    Batch(boolean chunked) {
        this.chunked = chunked;
    }

    void add(byte[] part) {
        if (part.length > 0) {
            parts.add(part);
            length += part.length;
        }
    }

    void add(Publication publication) {
        publications.add(publication);
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Whether it is better written than added to. */
    boolean isFull() {
        return length >= FULL;
    }

    List<Publication> publications() {
        return publications;
    }

    /** The bytes as they go into the socket; to be read only, as they may be shared. */
    ByteBuffer toBuffer() {
        if (parts.size() == 1 && !chunked) {
            return ByteBuffer.wrap(parts.getFirst());
        }
        byte[] size = chunked ? (Integer.toHexString(length) + "\r\n").getBytes(US_ASCII) : new byte[0];
        ByteBuffer whole =
                ByteBuffer.allocate(size.length + length + CRLF.length).put(size);
        parts.forEach(whole::put);
        if (chunked) {
            whole.put(CRLF);
        }
        return whole.flip();
    }

    void clear() {
        parts.clear();
        publications.clear();
        length = 0;
    }
}
