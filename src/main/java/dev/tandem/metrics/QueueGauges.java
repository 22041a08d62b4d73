package dev.tandem.metrics;

import dev.tandem.core.queue.Queues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** What queues know of themselves, read when it is asked for. */
public record QueueGauges(Queues queues) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        TandemMeter.QUEUES.gauge(registry, queues::queueCount);
        TandemMeter.QUEUE_DEPTH.gauge(registry, queues::depth);
        TandemMeter.QUEUE_LEASED.gauge(registry, queues::leased);
        TandemMeter.QUEUE_MEMORY.gauge(registry, queues::memoryBytes);
    }
}
