package dev.tandem.metrics;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.tandem.core.Model;
import dev.tandem.core.queue.QueueListener;
import dev.tandem.core.wait.Ending;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;

/** Counts what happens in queues; every meter is made in advance. */
public final class QueueMetrics implements QueueListener {
    private static final Model[] MODELS = Model.values();
    private static final Operation[] OPERATIONS = Operation.values();
    private static final Ending[] ENDINGS = Ending.values();

    private final Timer[] waits = new Timer[MODELS.length * OPERATIONS.length * ENDINGS.length];
    private final Counter expired;
    private final Counter dead;

    /** Makes the meters of {@code models}; queues that hear of another model can't be counted by this. */
    public QueueMetrics(MeterRegistry registry, Iterable<Model> models) {
        for (Model model : models) {
            for (Operation operation : OPERATIONS) {
                for (Ending ending : ENDINGS) {
                    waits[index(model, operation, ending)] = TandemMeter.QUEUE_WAITS.histogram(
                            registry, model.text(), operation.name().toLowerCase(Locale.ROOT), ending.code());
                }
            }
        }
        expired = TandemMeter.LEASES_EXPIRED.counter(registry, "queue");
        dead = TandemMeter.QUEUE_DEAD.counter(registry);
    }

    private static int index(Model model, Operation operation, Ending ending) {
        return (model.ordinal() * OPERATIONS.length + operation.ordinal()) * ENDINGS.length + ending.ordinal();
    }

    @Override
    public void waited(Model model, Operation operation, Ending ending, long waitedNanos) {
        waits[index(model, operation, ending)].record(waitedNanos, NANOSECONDS);
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
