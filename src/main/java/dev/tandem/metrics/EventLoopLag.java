package dev.tandem.metrics;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.tandem.core.Model;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * How far behind the event loops are: the first number to look at when that model is slow, as whatever blocks or computes
 * for too long on a loop shows here. Thread-safe; does not block.
 */
public final class EventLoopLag {
    private final Timer lag;

    public EventLoopLag(MeterRegistry registry) {
        lag = TandemMeter.EVENT_LOOP_LAG.histogram(registry, Model.EVENT_LOOP.text());
    }

    /** A task of a loop ran {@code nanos} later than it was due. */
    public void record(long nanos) {
        lag.record(nanos, NANOSECONDS);
    }
}
