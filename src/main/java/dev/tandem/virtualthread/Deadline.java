package dev.tandem.virtualthread;

import dev.tandem.core.Ticker;
import java.time.Duration;

/**
 * A time after which something is put an end to, for code that blocks: what it blocks in fails then, and the code asks
 * here why. What is done at the deadline runs on a thread of the ticker, so it must not block: it interrupts a thread, or
 * closes a socket.
 */
final class Deadline implements AutoCloseable {
    private final Ticker.Timer timer;
    private volatile boolean over;

    private Deadline(Ticker ticker, Duration timeout, Runnable end) {
        timer = ticker.schedule(timeout, () -> {
            over = true;
            end.run();
        });
    }

    /** Runs {@code end} once {@code timeout} has passed, unless it has been closed by then. */
    static Deadline in(Ticker ticker, Duration timeout, Runnable end) {
        return new Deadline(ticker, timeout, end);
    }

    /** Whether the time has passed. True before the end is made. */
    boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
