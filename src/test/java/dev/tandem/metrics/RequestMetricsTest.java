package dev.tandem.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.routing.Route;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RequestMetrics metrics = new RequestMetrics(registry, Model.EVENT_LOOP);

    @Test
    void aRequest_isTimedByItsTemplateAndStatus() {
        metrics.record(Optional.of(Route.PUBLISH), 201, 1_000);
        metrics.record(Optional.of(Route.PUBLISH), 201, 1_000);
        metrics.record(Optional.of(Route.PUBLISH), 413, 1_000);
        metrics.record(Optional.of(Route.HISTORY), 200, 1_000);

        assertThat(timer("/v1/channels/{channel}/messages", "POST", "201").count())
                .isEqualTo(2);
        assertThat(timer("/v1/channels/{channel}/messages", "POST", "413").count())
                .isEqualTo(1);
        assertThat(timer("/v1/channels/{channel}/messages", "GET", "200").count())
                .isEqualTo(1);
    }

    @Test
    void aRequestThatFoundNoOperation_isUnknown() {
        metrics.record(Optional.empty(), 404, 1_000);

        assertThat(timer("unknown", "unknown", "404").count()).isEqualTo(1);
    }

    @Test
    void theStatusesAtBothEnds_haveAPlace() {
        for (Route route : Route.values()) {
            metrics.record(Optional.of(route), 100, 1_000);
            metrics.record(Optional.of(route), 599, 1_000);
        }
        metrics.record(Optional.empty(), 599, 1_000);

        assertThat(registry.get("tandem.http.requests").timers())
                .hasSize(2 * Route.values().length + 1)
                .allSatisfy(timer -> assertThat(timer.count()).isEqualTo(1));
    }

    private Timer timer(String route, String method, String status) {
        return registry.get("tandem.http.requests")
                .tags("model", "event-loop", "route", route, "method", method, "status", status)
                .timer();
    }
}
