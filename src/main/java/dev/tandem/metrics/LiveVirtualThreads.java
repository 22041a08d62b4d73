package dev.tandem.metrics;

import dev.tandem.core.Model;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many virtual threads there are, counted by whoever starts them: the JVM's own figures leave out those that are
 * parked. Thread-safe; does not block.
 */
public final class LiveVirtualThreads {
    private final LongAdder count = new LongAdder();

    public LiveVirtualThreads(MeterRegistry registry) {
        TandemMeter.VIRTUAL_THREADS.gauge(registry, count::sum, Model.VIRTUAL_THREAD.text());
    }

    /** One was started. */
    public void increment() {
        count.increment();
    }

    /** One has ended. */
    public void decrement() {
        count.decrement();
    }

    /** How many there are now. */
    public long count() {
        return count.sum();
    }
}
