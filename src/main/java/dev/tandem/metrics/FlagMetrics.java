package dev.tandem.metrics;

import dev.tandem.core.Model;
import dev.tandem.core.flag.FlagListener;
import dev.tandem.core.wait.Ending;
import io.micrometer.core.instrument.MeterRegistry;

/** Measures what happens to flags. */
public final class FlagMetrics implements FlagListener {
    private final WaitTimers waits;

    /** Makes the meters of {@code models}. */
    public FlagMetrics(MeterRegistry registry, Iterable<Model> models) {
        waits = new WaitTimers(
                models, (model, ending) -> TandemMeter.FLAG_WAITS.histogram(registry, model.text(), ending.code()));
    }

    @Override
    public void waited(Model model, Ending ending, long nanos) {
        waits.record(model, ending, nanos);
    }
}
