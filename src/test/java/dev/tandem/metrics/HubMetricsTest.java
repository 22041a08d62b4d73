package dev.tandem.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HubMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HubMetrics metrics = new HubMetrics(registry, Set.of(Model.EVENT_LOOP, Model.VIRTUAL_THREAD));

    @Test
    void eachModelAndTransport_isCountedApart() {
        metrics.published(Model.EVENT_LOOP);
        metrics.published(Model.VIRTUAL_THREAD);
        metrics.published(Model.VIRTUAL_THREAD);
        metrics.delivered(Model.EVENT_LOOP, Transport.SSE, Duration.ofMillis(3).toNanos());
        metrics.delivered(Model.EVENT_LOOP, Transport.SSE, Duration.ofMillis(5).toNanos());
        metrics.delivered(
                Model.EVENT_LOOP, Transport.WEBSOCKET, Duration.ofMillis(7).toNanos());

        assertThat(counter(TandemMeter.PUBLICATIONS, "model", "event-loop")).isEqualTo(1);
        assertThat(counter(TandemMeter.PUBLICATIONS, "model", "virtual-thread")).isEqualTo(2);
        assertThat(deliveries("sse")).isEqualTo(2);
        assertThat(deliveries("websocket")).isEqualTo(1);
        assertThat(deliveries("ndjson")).isZero();
        assertThat(registry.get("tandem.delivery.latency")
                        .tags("model", "event-loop", "transport", "sse")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(8);
    }

    @Test
    void whatIsOpen_goesUpAndDown() {
        metrics.connectionOpened(Model.EVENT_LOOP, Transport.SSE);
        metrics.connectionOpened(Model.EVENT_LOOP, Transport.SSE);
        metrics.connectionClosed(Model.EVENT_LOOP, Transport.SSE);
        metrics.subscribed(Model.VIRTUAL_THREAD, Transport.LONG_POLL);
        metrics.subscribed(Model.VIRTUAL_THREAD, Transport.LONG_POLL);
        metrics.subscribed(Model.VIRTUAL_THREAD, Transport.LONG_POLL);
        metrics.unsubscribed(Model.VIRTUAL_THREAD, Transport.LONG_POLL);

        assertThat(gauge(TandemMeter.CONNECTIONS, "event-loop", "sse")).isEqualTo(1);
        assertThat(gauge(TandemMeter.CONNECTIONS, "virtual-thread", "sse")).isZero();
        assertThat(gauge(TandemMeter.SUBSCRIPTIONS, "virtual-thread", "long-poll"))
                .isEqualTo(2);
    }

    @Test
    void aDisconnection_isCountedByItsReason() {
        metrics.disconnected(Model.VIRTUAL_THREAD, Transport.WEBSOCKET, DisconnectReason.SLOW_CONSUMER);

        assertThat(registry.get("tandem.disconnects")
                        .tags("model", "virtual-thread", "transport", "websocket", "reason", "slow_consumer")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("tandem.disconnects").counters().stream()
                        .mapToDouble(io.micrometer.core.instrument.Counter::count)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void aModelThatIsNotServed_hasNoMeters() {
        var other = new SimpleMeterRegistry();
        var _ = new HubMetrics(other, Set.of(Model.EVENT_LOOP));

        assertThat(other.find("tandem.connections")
                        .tag("model", "virtual-thread")
                        .gauges())
                .isEmpty();
    }

    private double deliveries(String transport) {
        return registry.get("tandem.deliveries")
                .tags("model", "event-loop", "transport", transport)
                .functionCounter()
                .count();
    }

    private double counter(TandemMeter meter, String... tags) {
        return registry.get(meter.meterName()).tags(tags).counter().count();
    }

    private double gauge(TandemMeter meter, String model, String transport) {
        return registry.get(meter.meterName())
                .tags("model", model, "transport", transport)
                .gauge()
                .value();
    }
}
