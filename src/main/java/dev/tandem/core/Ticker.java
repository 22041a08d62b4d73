package dev.tandem.core;

import java.time.Duration;
import java.time.Instant;

/**
 * Core's only source of time: the clock that deadlines are measured on, the time of day that publications carry, and
 * the timers. Tests put one in place that they advance by hand.
 *
 * <p>Thread-safe. Timers run on a thread of the ticker, one after another, so a task must neither block nor take long:
 * it hands what it has to do to the {@link dev.tandem.core.channel.Lane} concerned.
 */
public interface Ticker {

    /** Nanoseconds since an arbitrary origin, as {@link System#nanoTime()}. */
    long nanoTime();

    /** The time of day. */
    Instant now();

    /** Runs {@code task} once after {@code delay}; a task that throws is logged, and harms no other. */
    Timer schedule(Duration delay, Runnable task);

    /** Runs {@code task} after each {@code pause}, the next of which begins when it has ended, until that is cancelled. */
    default Timer repeat(Duration pause, Runnable task) {
        var repetition = new Repetition(this, pause, task);
        repetition.scheduleNext();
        return repetition;
    }

    /**
     * Blocks the calling thread for {@code duration}; for those alone that may block.
     *
     * @throws InterruptedException if it is interrupted before that
     */
    void sleep(Duration duration) throws InterruptedException;

    /** A scheduled task. */
    @FunctionalInterface
    interface Timer {
        /** Prevents the task from running if it has not begun; otherwise does nothing. */
        void cancel();
    }
}
