package dev.tandem.contract;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets subscribers stay away for as long as it takes others to publish so and so much. */
final class Pace {
    private final int longestAbsence;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int arrivals;
    private long published;

    /** @param longestAbsence in messages */
    Pace(int longestAbsence) {
        this.longestAbsence = longestAbsence;
    }

    void arrived() {
        change(() -> arrivals++);
    }

    void published() {
        change(() -> published++);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void awaitArrivals(int count) throws InterruptedException {
        lock.lock();
        try {
            while (arrivals < count) {
                requireInTime(changed.await(30, TimeUnit.SECONDS));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns when some more has been published, or all. */
    void stayAway(Random random, long all) throws InterruptedException {
        if (longestAbsence == 0) {
            return;
        }
        lock.lock();
        try {
            long until = Math.min(all, published + random.nextInt(longestAbsence));
            while (published < until) {
                requireInTime(changed.await(30, TimeUnit.SECONDS));
            }
        } finally {
            lock.unlock();
        }
    }

    private static void requireInTime(boolean inTime) {
        if (!inTime) {
            throw new AssertionError("nothing has happened for half a minute");
        }
    }
}
