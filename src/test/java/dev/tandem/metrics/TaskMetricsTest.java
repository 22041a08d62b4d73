package dev.tandem.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.task.TaskKind;
import dev.tandem.core.task.TaskState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TaskMetrics metrics = new TaskMetrics(registry, List.of(Model.EVENT_LOOP));

    @Test
    void tasksAreCountedWhileTheyArePendingAndRunning() {
        metrics.entered(Model.EVENT_LOOP, TaskKind.FETCH, TaskState.PENDING);
        metrics.entered(Model.EVENT_LOOP, TaskKind.FETCH, TaskState.PENDING);
        metrics.left(Model.EVENT_LOOP, TaskKind.FETCH, TaskState.PENDING);
        metrics.entered(Model.EVENT_LOOP, TaskKind.FETCH, TaskState.RUNNING);

        assertThat(open("pending")).isEqualTo(1);
        assertThat(open("running")).isEqualTo(1);
    }

    private double open(String state) {
        return registry.get("tandem.tasks")
                .tags("model", "event-loop", "kind", "fetch", "state", state)
                .gauge()
                .value();
    }

    @Test
    void howTheyEndAndHowLongTheyTookIsCounted() {
        metrics.ended(Model.EVENT_LOOP, TaskKind.SLEEP, TaskState.TIMED_OUT);
        metrics.worked(Model.EVENT_LOOP, TaskKind.SLEEP, TaskState.TIMED_OUT, TimeUnit.SECONDS.toNanos(3));

        assertThat(registry.get("tandem.tasks.ended")
                        .tags("kind", "sleep", "state", "timed_out")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("tandem.task.duration")
                        .tags("kind", "sleep", "state", "timed_out")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(3);
    }

    @Test
    void aModelThatIsNotServedHasNoMeters() {
        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getTag("model")).isEqualTo(Model.EVENT_LOOP.text()));
    }
}
