package dev.tandem.virtualthread;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How many sockets have been taken over and not been closed yet. Thread-safe. */
final class OpenStreams {
    private int count;

    synchronized void opened() {
        count++;
    }

    synchronized void closed() {
        count--;
        if (count == 0) {
            notifyAll();
        }
    }

    /** Waits until there is none, or the time is over. */
    synchronized void awaitNone(Duration atMost) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + atMost.toNanos();
        long leftNanos = deadlineNanos - System.nanoTime();
        while (count > 0 && leftNanos > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
            leftNanos = deadlineNanos - System.nanoTime();
        }
    }
}
