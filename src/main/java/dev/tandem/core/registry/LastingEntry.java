package dev.tandem.core.registry;

import dev.tandem.core.Ticker;
import java.time.Duration;

/** An entry that is kept for some time after it was last used. */
public abstract class LastingEntry extends Entry {
    private final Ticker ticker;
    private final long idleTimeoutNanos;
    private long lastUsedNanos;

    /** An entry that is used at this moment. */
    protected LastingEntry(String name, Ticker ticker, Duration idleTimeout) {
        super(name);
        this.ticker = ticker;
        idleTimeoutNanos = idleTimeout.toNanos();
        lastUsedNanos = ticker.nanoTime();
    }

    /** Somebody uses it. Called inside the monitor. */
    protected final void use() {
        lastUsedNanos = ticker.nanoTime();
    }

    /** Whether it holds nothing that anybody could miss, and nobody waits. Called inside the monitor. */
    protected abstract boolean isEmpty();

    @Override
    protected final boolean isIdle() {
        return isEmpty() && ticker.nanoTime() - lastUsedNanos >= idleTimeoutNanos;
    }
}
