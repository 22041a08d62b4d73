package dev.tandem.core.channel;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the histories of a hub may hold together, in bytes of payload. A history takes from it before it keeps a publication,
 * and gives back when it lets go of one, so the count is exact at every moment at which none of them is in between.
 *
 * <p>Thread-safe, and nobody waits: whoever is refused makes room in its own history, or keeps nothing.
 */
final class HistoryMemory {
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    HistoryMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes so many bytes; {@code false}, and none are taken, if there are not as many left. */
    boolean take(int wanted) {
        long held = bytes.get();
        while (wanted <= maxBytes - held) {
            long seen = bytes.compareAndExchange(held, held + wanted);
            if (seen == held) {
                return true;
            }
            held = seen;
        }
        return false;
    }

    void giveBack(long count) {
        bytes.addAndGet(-count);
    }

    /** How many are taken. */
    long bytes() {
        return bytes.get();
    }
}
