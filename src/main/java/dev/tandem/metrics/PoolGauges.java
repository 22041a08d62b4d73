package dev.tandem.metrics;

import dev.tandem.core.Model;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/**
 * The pools of platform threads of one model, for what neither a loop nor a virtual thread can do: compute for long, or
 * block in native code.
 */
public record PoolGauges(MeterRegistry registry, Model model) {

    /**
     * Watches one pool.
     *
     * @param pool its name, a constant: the tag's value
     * @param active how many of its threads are busy
     * @param queued how much waits for one
     * @param size how many threads it may have
     */
    public void bind(String pool, Supplier<Number> active, Supplier<Number> queued, Supplier<Number> size) {
        TandemMeter.POOL_ACTIVE.gauge(registry, active, model.text(), pool);
        TandemMeter.POOL_QUEUED.gauge(registry, queued, model.text(), pool);
        TandemMeter.POOL_SIZE.gauge(registry, size, model.text(), pool);
    }
}
