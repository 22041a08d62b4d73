package dev.tandem.metrics;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.tandem.core.Model;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.HubListener;
import dev.tandem.core.channel.Transport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens in a hub.
 *
 * <p>A delivery costs about 8 µs of CPU in all, so what is done for one here has to be far below that: every meter is made
 * in advance and found by the ordinals of its tags, and a delivery is recorded once, in the histogram of its latency, whose
 * count is also the count of deliveries.
 */
public final class HubMetrics implements HubListener {
    private static final Model[] MODELS = Model.values();
    private static final Transport[] TRANSPORTS = Transport.values();
    private static final DisconnectReason[] REASONS = DisconnectReason.values();

    private final Counter[] publications = new Counter[MODELS.length];
    private final Timer[] latencies = new Timer[MODELS.length * TRANSPORTS.length];
    private final LongAdder[] connections = new LongAdder[latencies.length];
    private final LongAdder[] subscriptions = new LongAdder[latencies.length];
    private final Counter[] disconnects = new Counter[latencies.length * REASONS.length];

    /** Makes the meters of {@code models}; a hub that hears of another model can't be counted by this. */
    public HubMetrics(MeterRegistry registry, Iterable<Model> models) {
        for (Model model : models) {
            publications[model.ordinal()] = TandemMeter.PUBLICATIONS.counter(registry, model.text());
            for (Transport transport : TRANSPORTS) {
                make(registry, model, transport);
            }
        }
    }

    private void make(MeterRegistry registry, Model model, Transport transport) {
        String[] tags = {model.text(), transport.text()};
        int index = index(model, transport);
        Timer latency = TandemMeter.DELIVERY_LATENCY.histogram(registry, tags);
        latencies[index] = latency;
        TandemMeter.DELIVERIES.counter(registry, latency, Timer::count, tags);

        LongAdder connected = new LongAdder();
        connections[index] = connected;
        TandemMeter.CONNECTIONS.gauge(registry, connected::sum, tags);

        LongAdder subscribed = new LongAdder();
        subscriptions[index] = subscribed;
        TandemMeter.SUBSCRIPTIONS.gauge(registry, subscribed::sum, tags);

        for (DisconnectReason reason : REASONS) {
            disconnects[index * REASONS.length + reason.ordinal()] =
                    TandemMeter.DISCONNECTS.counter(registry, model.text(), transport.text(), reason.code());
        }
    }

    private static int index(Model model, Transport transport) {
        return model.ordinal() * TRANSPORTS.length + transport.ordinal();
    }

    @Override
    public void published(Model model) {
        publications[model.ordinal()].increment();
    }

    @Override
    public void delivered(Model model, Transport transport, long latencyNanos) {
        latencies[index(model, transport)].record(latencyNanos, NANOSECONDS);
    }

    @Override
    public void connectionOpened(Model model, Transport transport) {
        connections[index(model, transport)].increment();
    }

    @Override
    public void connectionClosed(Model model, Transport transport) {
        connections[index(model, transport)].decrement();
    }

    @Override
    public void disconnected(Model model, Transport transport, DisconnectReason reason) {
        disconnects[index(model, transport) * REASONS.length + reason.ordinal()].increment();
    }

    @Override
    public void subscribed(Model model, Transport transport) {
        subscriptions[index(model, transport)].increment();
    }

    @Override
    public void unsubscribed(Model model, Transport transport) {
        subscriptions[index(model, transport)].decrement();
    }
}
