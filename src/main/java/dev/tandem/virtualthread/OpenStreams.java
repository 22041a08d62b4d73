package dev.tandem.virtualthread;

import dev.tandem.core.problem.Problem;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How many sockets have been taken over and not been closed yet, and whether there may be more. Thread-safe. */
final class OpenStreams {
    private int count;
    private volatile boolean draining;

    synchronized void opened() {
        count++;
    }

    synchronized void closed() {
        count--;
        if (count == 0) {
            notifyAll();
        }
    }

    /** From now on nothing that stays open may begin. */
    void drain() {
        draining = true;
    }

    /** Asked again by whatever has begun, as that may have been between the question and the end of all others. */
    boolean isDraining() {
        return draining;
    }

    /** @throws dev.tandem.core.problem.ProblemException {@code draining} */
    void refuseIfDraining() {
        if (draining) {
            throw Problem.draining().asException();
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
