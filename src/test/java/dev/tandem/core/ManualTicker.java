package dev.tandem.core;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is advanced. Timers run on the thread that advances it, in the order in which they
 * fall due, each at its own moment: a timer that schedules another one within the same advance sees that run as well.
 *
 * <p>Thread-safe; one advance at a time. No timer runs while a lock of this ticker is held.
 */
public final class ManualTicker implements Ticker {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ReentrantLock advancing = new ReentrantLock();
    private final Object lock = new Object();
    private final PriorityQueue<Entry> timers = new PriorityQueue<>();
    private long nowNanos;
    private long sequence;

    private record Entry(long dueNanos, long sequence, AtomicReference<@Nullable Runnable> task)
            implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return dueNanos != other.dueNanos
                    ? Long.compare(dueNanos, other.dueNanos)
                    : Long.compare(sequence, other.sequence);
        }
    }

    @Override
    public long nanoTime() {
        synchronized (lock) {
            return nowNanos;
        }
    }

    @Override
    public Instant now() {
        return START.plusNanos(nanoTime());
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Entry entry;
        synchronized (lock) {
            entry = new Entry(nowNanos + delay.toNanos(), sequence++, new AtomicReference<>(task));
            timers.add(entry);
        }
        return () -> {
            entry.task().set(null);
            synchronized (lock) {
                timers.remove(entry);
            }
        };
    }

    /** Waits until the clock has been advanced so far. */
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Timer timer = schedule(duration, over::countDown);
        try {
            over.await();
        } finally {
            timer.cancel();
        }
    }

    /** Moves the clock, and runs what falls due on the way. */
    public void advance(Duration duration) {
        advancing.lock();
        try {
            long target = nanoTime() + duration.toNanos();
            for (Entry due = nextDue(target); due != null; due = nextDue(target)) {
                Runnable task = due.task().getAndSet(null);
                if (task != null) {
                    task.run();
                }
            }
        } finally {
            advancing.unlock();
        }
    }

    /** How many timers are waiting. */
    public int pending() {
        synchronized (lock) {
            return timers.size();
        }
    }

    private @Nullable Entry nextDue(long targetNanos) {
        synchronized (lock) {
            Entry first = timers.peek();
            if (first == null || first.dueNanos() > targetNanos) {
                nowNanos = targetNanos;
                return null;
            }
            nowNanos = Math.max(nowNanos, first.dueNanos());
            return timers.poll();
        }
    }
}
