package dev.tandem.core;

import java.time.Duration;
import java.time.Instant;

/** A clock that never moves: no lease ends, and no wait. */
public final class StandstillTicker implements Ticker {
    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return () -> {};
    }

    @Override
    public void sleep(Duration duration) {
        throw new UnsupportedOperationException("Time does not pass");
    }
}
