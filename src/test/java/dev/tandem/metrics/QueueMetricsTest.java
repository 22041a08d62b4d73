package dev.tandem.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.queue.QueueListener.Operation;
import dev.tandem.core.wait.Ending;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueueMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final QueueMetrics metrics = new QueueMetrics(registry, Set.of(Model.EVENT_LOOP, Model.VIRTUAL_THREAD));

    @Test
    void aWait_isTimedByModelOperationAndEnding() {
        metrics.waited(
                Model.EVENT_LOOP,
                Operation.PUT,
                Ending.TIMED_OUT,
                Duration.ofMillis(3).toNanos());
        metrics.waited(
                Model.VIRTUAL_THREAD,
                Operation.CLAIM,
                Ending.SERVED,
                Duration.ofMillis(5).toNanos());

        assertThat(waits("event-loop", "put", "timed_out").totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
        assertThat(waits("virtual-thread", "claim", "served").totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(5);
        assertThat(registry.get("tandem.queue.waits").timers().stream()
                        .mapToLong(Timer::count)
                        .sum())
                .isEqualTo(2);
    }

    private Timer waits(String model, String operation, String ending) {
        return registry.get("tandem.queue.waits")
                .tags("model", model, "operation", operation, "ending", ending)
                .timer();
    }

    @Test
    void endedLeasesAndDeadItems_areCounted() {
        metrics.leaseExpired();
        metrics.died();
        metrics.died();

        assertThat(registry.get("tandem.leases.expired")
                        .tags("kind", "queue")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("tandem.queue.dead").counter().count()).isEqualTo(2);
    }

    @Test
    void aModelThatIsNotServed_hasNoMeters() {
        var other = new SimpleMeterRegistry();
        var _ = new QueueMetrics(other, Set.of(Model.EVENT_LOOP));

        assertThat(other.find("tandem.queue.waits")
                        .tag("model", "virtual-thread")
                        .timers())
                .isEmpty();
    }
}
