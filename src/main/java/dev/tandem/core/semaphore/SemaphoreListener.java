package dev.tandem.core.semaphore;

import dev.tandem.core.Model;
import dev.tandem.core.wait.Ending;

/**
 * Hears of what happens to {@link Semaphores}. Called by every kind of thread, some of them event loops, inside a
 * semaphore's monitor: an implementation is thread-safe, does not block and does not throw.
 */
public interface SemaphoreListener {
    /** Hears nothing. */
    SemaphoreListener NONE = new SemaphoreListener() {};

    /** A client has waited through {@code model} for a permit. */
    default void waited(Model model, Ending ending, long nanos) {}

    /** The lease of a permit ended before the permit was given back. */
    default void leaseExpired() {}
}
