package dev.tandem.eventloop;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How many WebSockets are open. Reactor Netty no longer knows them, and would cut them where it waits for others.
 * Thread-safe.
 */
final class OpenSockets {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        if (open.decrementAndGet() == 0) {
            tell();
        }
    }

    /** Runs {@code callback} once, when the number is 0: now, or when the last one has closed. */
    void whenNoneIsLeft(Runnable callback) {
        waiting.set(callback);
        if (open.get() == 0) {
            tell();
        }
    }

    private void tell() {
        Runnable callback = waiting.getAndSet(null);
        if (callback != null) {
            callback.run();
        }
    }
}
