package dev.tandem.core.queue;

import dev.tandem.core.Model;
import dev.tandem.core.wait.Ending;

/**
 * Hears of what happens in {@link Queues}. Called on hot paths by every kind of thread, some of them event loops, and
 * inside the queue's monitor: an implementation is thread-safe, does not block and does not throw.
 */
public interface QueueListener {
    /** Hears nothing. */
    QueueListener NONE = new QueueListener() {};

    /** What somebody waited to be able to do. */
    enum Operation {
        PUT,
        CLAIM
    }

    /** Somebody who had to wait waits no more. */
    default void waited(Model model, Operation operation, Ending ending, long waitedNanos) {}

    /** A lease ended before the item was acknowledged or given back. */
    default void leaseExpired() {}

    /** An item that had failed too often arrived in a dead queue. */
    default void died() {}
}
