package dev.tandem.virtualthread;

import java.util.concurrent.CountDownLatch;

/** Waiting for what must have ended before anything else happens. An interrupt is kept for later. */
final class Uninterrupted {
    private Uninterrupted() {}

    @FunctionalInterface
    private interface Wait {
        void begin() throws InterruptedException;
    }

    static void join(Thread thread) {
        await(thread::join);
    }

    static void await(CountDownLatch latch) {
        await(latch::await);
    }

    private static void await(Wait wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    wait.begin();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
