package dev.tandem.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clocks, and one daemon thread for the timers. */
public final class SystemTicker implements Ticker, AutoCloseable {
    private static final Logger log = System.getLogger(SystemTicker.class.getName());

    private final InstantSource wallClock = InstantSource.system();
    private final ScheduledThreadPoolExecutor timers;

    public SystemTicker() {
        timers = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("tandem-ticker").daemon().factory());
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return wallClock.instant();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Future<?> future = timers.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.log(Level.ERROR, "A timer failed", e);
        }
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
