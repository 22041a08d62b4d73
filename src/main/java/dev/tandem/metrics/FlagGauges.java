package dev.tandem.metrics;

import dev.tandem.core.flag.Flags;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** What flags know of themselves, read when it is asked for. */
public record FlagGauges(Flags flags) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        TandemMeter.FLAGS.gauge(registry, flags::count);
        TandemMeter.FLAG_MEMORY.gauge(registry, flags::memoryBytes);
    }
}
