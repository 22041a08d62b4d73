package dev.tandem.eventloop;

/**
 * How much a connection has written that its socket has not taken.
 *
 * <p>The bytes themselves are in Netty's buffer, which counts the framing with them and is not told apart by message. So
 * they are counted here, in segments. A socket that keeps up takes the open segment at the flush, and that is all. Otherwise
 * the segment is sealed, and a marker follows it into Netty's buffer, which tells when it is reached.
 *
 * <p>Confined to its loop.
 */
final class Outbox {
    private static final int SEGMENT_BYTES = 16 * 1024;

    private Segment open = new Segment();
    private long bytes;

    /** What has been written between two markers. */
    static final class Segment {
        private int bytes;
    }

    void add(int size) {
        open.bytes += size;
        bytes += size;
    }

    /** What has been written and not been taken. */
    long bytes() {
        return bytes;
    }

    /** Whether something has been written since the last seal. */
    boolean isOpen() {
        return open.bytes > 0;
    }

    /** Whether so much has been written since the last seal that a slow socket's progress could not be seen. */
    boolean isFull() {
        return open.bytes >= SEGMENT_BYTES;
    }

    /** What has been written since the last seal; a marker is to follow it. */
    Segment seal() {
        Segment sealed = open;
        open = new Segment();
        return sealed;
    }

    /** The socket has taken a sealed segment, or never will. */
    void remove(Segment sealed) {
        bytes -= sealed.bytes;
    }

    /** The socket has taken, or never will take, all that has been written since the last seal. */
    void removeOpen() {
        bytes -= open.bytes;
        open.bytes = 0;
    }
}
