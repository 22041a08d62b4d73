package dev.tandem.core.channel;

import dev.tandem.core.MemoryBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The newest publications of one channel, without holes, within its limits and the memory that all channels share. Where
 * there is no room for one it keeps none at all, as those before it would be behind a hole. Guarded by the channel's lock.
 */
final class History {
    private final HistoryLimits limits;
    private final MemoryBudget memory;
    private final Deque<Publication> publications = new ArrayDeque<>();
    private long bytes;

    History(HistoryLimits limits, MemoryBudget memory) {
        this.limits = limits;
        this.memory = memory;
    }

    void append(Publication publication) {
        if (limits.size() == 0) {
            return;
        }
        int wanted = bytesOf(publication);
        while (!publications.isEmpty() && (publications.size() == limits.size() || bytes + wanted > limits.bytes())) {
            removeOldest();
        }
        boolean taken = memory.tryTake(wanted);
        while (!taken && !publications.isEmpty()) {
            removeOldest();
            taken = memory.tryTake(wanted);
        }
        if (taken) {
            publications.addLast(publication);
            bytes += wanted;
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
        memory.giveBack(bytes);
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
        int removed = bytesOf(publications.removeFirst());
        bytes -= removed;
        memory.giveBack(removed);
    }

    private static int bytesOf(Publication publication) {
        return publication.payload().bytes().length;
    }
}
