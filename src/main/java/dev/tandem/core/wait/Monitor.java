package dev.tandem.core.wait;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A lock whose holder may leave things to be done once it has been let go. Completing a future runs whatever depends on
 * it, which may be anything; done under the lock it would be held for as long as that takes, and could come back for it.
 *
 * <p>Thread-safe. No monitor is entered from within another one.
 */
public final class Monitor {
    private final ReentrantLock lock = new ReentrantLock();
    private List<Runnable> afterwards = List.of();

    /** Runs {@code action} while no other thread is inside, and then what it has left to be done. */
    public <T> T enter(Supplier<T> action) {
        List<Runnable> left;
        acquire();
        try {
            return action.get();
        } finally {
            left = takeAfterwards();
            lock.unlock();
            left.forEach(Runnable::run);
        }
    }

    /** The same for an action without a result. */
    public void run(Runnable action) {
        boolean _ = enter(() -> {
            action.run();
            return true;
        });
    }

    /** Has {@code action} done once the monitor has been left. Called by the thread inside. */
    public void afterwards(Runnable action) {
        requireInside();
        if (afterwards.isEmpty()) {
            afterwards = new ArrayList<>(2);
        }
        afterwards.add(action);
    }

    /** Waits for as long as another thread is inside, which depends on nobody else. */
    private void acquire() {
        lock.lock();
    }

    void requireInside() {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("not inside the monitor");
        }
    }

    private List<Runnable> takeAfterwards() {
        if (lock.getHoldCount() > 1 || afterwards.isEmpty()) {
            return List.of();
        }
        List<Runnable> taken = afterwards;
        afterwards = List.of();
        return taken;
    }
}
