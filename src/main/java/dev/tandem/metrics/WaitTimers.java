package dev.tandem.metrics;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.tandem.core.Model;
import dev.tandem.core.wait.Ending;
import io.micrometer.core.instrument.Timer;
import java.util.function.BiFunction;

/** Times the waits for one thing by model and ending, in timers that are made in advance. Thread-safe; does not block. */
final class WaitTimers {
    private static final Ending[] ENDINGS = Ending.values();

    private final Timer[] timers = new Timer[Model.values().length * ENDINGS.length];

    /**
     * Makes the timers of {@code models}; those who wait through another model can't be timed by this.
     *
     * @param timer makes that of a model and an ending
     */
    WaitTimers(Iterable<Model> models, BiFunction<Model, Ending, Timer> timer) {
        for (Model model : models) {
            for (Ending ending : ENDINGS) {
                timers[index(model, ending)] = timer.apply(model, ending);
            }
        }
    }

    void record(Model model, Ending ending, long nanos) {
        timers[index(model, ending)].record(nanos, NANOSECONDS);
    }

    private static int index(Model model, Ending ending) {
        return model.ordinal() * ENDINGS.length + ending.ordinal();
    }
}
