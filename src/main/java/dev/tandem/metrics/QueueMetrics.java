package dev.tandem.metrics;

import dev.tandem.core.Model;
import dev.tandem.core.queue.QueueListener;
import dev.tandem.core.wait.Ending;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counts what happens in queues; every meter is made in advance. */
public final class QueueMetrics implements QueueListener {
    private final Map<Operation, WaitTimers> waits = new EnumMap<>(Operation.class);
    private final Counter expired;
    private final Counter dead;

    /** Makes the meters of {@code models}; queues that hear of another model can't be counted by this. */
    public QueueMetrics(MeterRegistry registry, Iterable<Model> models) {
        for (Operation operation : Operation.values()) {
            String text = operation.name().toLowerCase(Locale.ROOT);
            waits.put(
                    operation,
                    new WaitTimers(
                            models,
                            (model, ending) ->
                                    TandemMeter.QUEUE_WAITS.histogram(registry, model.text(), text, ending.code())));
        }
        expired = TandemMeter.LEASES_EXPIRED.counter(registry, "queue");
        dead = TandemMeter.QUEUE_DEAD.counter(registry);
    }

    @Override
    public void waited(Model model, Operation operation, Ending ending, long waitedNanos) {
        Objects.requireNonNull(waits.get(operation)).record(model, ending, waitedNanos);
    }

    @Override
    public void leaseExpired() {
        expired.increment();
    }

    @Override
    public void died() {
        dead.increment();
    }
}
