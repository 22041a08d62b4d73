package dev.tandem.metrics;

import dev.tandem.core.Model;
import dev.tandem.core.channel.Hub;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Set;

/**
 * What a hub knows of itself, read when it is asked for.
 *
 * @param models those that are served
 */
public record HubGauges(Hub hub, Set<Model> models) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        TandemMeter.CHANNELS.gauge(registry, hub::channelCount);
        TandemMeter.HISTORY.gauge(registry, hub::historyBytes);
        for (Model model : models) {
            TandemMeter.OUTBOX.gauge(registry, () -> hub.outboxBytes(model), model.text());
        }
    }
}
