package dev.tandem.eventloop;

import dev.tandem.core.channel.Publication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has written and its socket has not taken: how much of it there is, and which publications it is.
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

    /** What has been written between two markers; mostly a single publication. */
    static final class Segment {
        private int bytes;
        private @Nullable Publication first;
        private @Nullable List<Publication> more;

        private void add(Publication publication) {
            if (first == null) {
                first = publication;
            } else {
                if (more == null) {
                    more = new ArrayList<>();
                }
                more.add(publication);
            }
        }

        private void clear() {
            bytes = 0;
            first = null;
            more = null;
        }

        @Nullable
        Publication first() {
            return first;
        }

        /** Those that follow the first one. */
        List<Publication> more() {
            return more == null ? List.of() : more;
        }
    }

    void add(int size) {
        open.bytes += size;
        bytes += size;
    }

    void add(Publication publication, int size) {
        open.add(publication);
        add(size);
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

    /** What has been written since the last seal. */
    Segment open() {
        return open;
    }

    /** The same, which is now complete; a marker is to follow it. */
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
        open.clear();
    }
}
