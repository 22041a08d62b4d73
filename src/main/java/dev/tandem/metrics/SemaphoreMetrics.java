package dev.tandem.metrics;

import dev.tandem.core.Model;
import dev.tandem.core.semaphore.SemaphoreListener;
import dev.tandem.core.wait.Ending;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Measures what happens to semaphores. */
public final class SemaphoreMetrics implements SemaphoreListener {
    private static final String KIND = "semaphore";

    private final WaitTimers waits;
    private final Counter expired;

    /** Makes the meters of {@code models}. */
    public SemaphoreMetrics(MeterRegistry registry, Iterable<Model> models) {
        waits = new WaitTimers(
                models, (model, ending) -> TandemMeter.PERMIT_WAITS.histogram(registry, model.text(), ending.code()));
        expired = TandemMeter.LEASES_EXPIRED.counter(registry, KIND);
    }

    @Override
    public void waited(Model model, Ending ending, long nanos) {
        waits.record(model, ending, nanos);
    }

    @Override
    public void leaseExpired() {
        expired.increment();
    }
}
