package dev.tandem.metrics;

import io.micrometer.core.instrument.MeterRegistry;

/** How late event loops get to what is due: what a handler that blocks one does to all that wait behind it. Thread-safe. */
public final class EventLoopLag {
    public EventLoopLag(MeterRegistry registry) {}

    /** A task that was due {@code nanos} ago has begun. */
    public void record(long nanos) {}
}
