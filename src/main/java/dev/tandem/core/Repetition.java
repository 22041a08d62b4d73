package dev.tandem.core;

import java.time.Duration;

/** A task that is scheduled anew whenever it has run, be it in vain. Thread-safe. */
final class Repetition implements Ticker.Timer {
    private final Ticker ticker;
    private final Duration pause;
    private final Runnable task;
    private Ticker.Timer next = () -> {};
    private boolean cancelled;

    Repetition(Ticker ticker, Duration pause, Runnable task) {
        this.ticker = ticker;
        this.pause = pause;
        this.task = task;
    }

    synchronized void scheduleNext() {
        if (!cancelled) {
            next = ticker.schedule(pause, this::run);
        }
    }

    private void run() {
        try {
            task.run();
        } finally {
            scheduleNext();
        }
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        next.cancel();
    }
}
