package dev.tandem.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many virtual threads of ours there are. The JVM's own meters count those that are mounted; the ones that wait, which
 * is nearly all of them, only their owner can count. Thread-safe; does not block.
 */
public final class LiveVirtualThreads {
    private final LongAdder live = new LongAdder();

    /** One has been started. */
    public void increment() {
        live.increment();
    }

    /** One has ended. */
    public void decrement() {
        live.decrement();
    }

    /** How many there are, waiting ones included. */
    public long count() {
        return live.sum();
    }
}
