package dev.tandem.core;

import java.util.concurrent.atomic.AtomicLong;

/** What many things may take together, in bytes. Thread-safe, and nobody waits: whoever is refused does without. */
public final class MemoryBudget {
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    public MemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes so many bytes; {@code false}, and none are taken, if there are not as many left. */
    public boolean tryTake(long wanted) {
        return tryReplace(0, wanted);
    }

    /** Gives so many bytes back and takes others; {@code false}, and nothing is done, if there are not as many left then. */
    public boolean tryReplace(long given, long wanted) {
        long more = wanted - given;
        long held = bytes.get();
        while (more <= 0 || more <= maxBytes - held) {
            long seen = bytes.compareAndExchange(held, held + more);
            if (seen == held) {
                return true;
            }
            held = seen;
        }
        return false;
    }

    /** Takes so many bytes, be there as many left or not. */
    public void take(long wanted) {
        bytes.addAndGet(wanted);
    }

    public void giveBack(long given) {
        bytes.addAndGet(-given);
    }

    /** How many are taken. */
    public long bytes() {
        return bytes.get();
    }

    public long maxBytes() {
        return maxBytes;
    }
}
