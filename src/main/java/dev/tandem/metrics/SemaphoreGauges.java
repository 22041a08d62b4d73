package dev.tandem.metrics;

import dev.tandem.core.semaphore.Semaphores;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** What semaphores know of themselves, read when it is asked for. */
public record SemaphoreGauges(Semaphores semaphores) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        TandemMeter.SEMAPHORES.gauge(registry, semaphores::count);
        TandemMeter.PERMITS.gauge(registry, semaphores::permitsInUse);
    }
}
