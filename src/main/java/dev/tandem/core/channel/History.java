package dev.tandem.core.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The newest publications of one channel, without holes, within its limits. Guarded by the channel's lock.
 */
final class History {
    private final HistoryLimits limits;
    private final Deque<Publication> publications = new ArrayDeque<>();
    private long bytes;

    History(HistoryLimits limits) {
        this.limits = limits;
    }

    void append(Publication publication) {
        publications.addLast(publication);
        bytes += publication.payload().bytes().length;
        if (publications.size() > limits.size()) {
            removeOldest();
        }
    }

    void expire(long nowNanos) {
        long ageNanos = limits.age().toNanos();
        for (Publication oldest = publications.peekFirst();
                oldest != null && nowNanos - oldest.acceptedNanos() >= ageNanos;
                oldest = publications.peekFirst()) {
            removeOldest();
        }
    }

    void clear() {
        publications.clear();
        bytes = 0;
    }

    int size() {
        return publications.size();
    }

    long bytes() {
        return bytes;
    }

    /** The newest {@code count} publications, oldest first, of which no more than the first {@code limit}. */
    List<Publication> newest(int count, int limit) {
        var result = new ArrayList<Publication>(Math.min(count, limit));
        Iterator<Publication> newestFirst = publications.descendingIterator();
        for (int i = count; i > 0; i--) {
            Publication publication = newestFirst.next();
            if (i <= limit) {
                result.add(publication);
            }
        }
        return result.reversed();
    }

    private void removeOldest() {
        bytes -= publications.removeFirst().payload().bytes().length;
    }
}
