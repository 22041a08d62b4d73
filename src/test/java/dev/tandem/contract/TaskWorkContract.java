package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.Ticker;
import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRunner;
import dev.tandem.core.task.WorkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * How a model does the work of tasks of one kind, to be extended once for each model. After each test everything is
 * stopped, has said exactly once that it has ended, and has left no timer, no thread, and nothing in the log that somebody
 * would have to look into.
 */
public abstract class TaskWorkContract {
    protected static final Duration KILL_GRACE = Duration.ofSeconds(2);

    /** The time of all that is done here. */
    protected final ManualTicker ticker = new ManualTicker();

    private final List<Work> started = new ArrayList<>();
    private final List<AutoCloseable> closed = new ArrayList<>();
    private Optional<TaskRunner> runner = Optional.empty();

    /** A task under way. */
    protected record Work(RecordingRun run, TaskRunner.Execution execution) {
        public void stop() {
            execution.stop();
        }
    }

    /** The runner of the model; closed after the test if it can be. */
    protected abstract TaskRunner runner(WorkSettings settings, Ticker ticker);

    /** What the runner is told. */
    protected WorkSettings settings() {
        return new WorkSettings(new FetchPolicy(List.of(), List.of()), List.of(), 2, 2, KILL_GRACE);
    }

    @BeforeEach
    final void recordTheLog() {
        LogRecorder.begin();
    }

    @AfterEach
    final void nothingIsLeft() throws Exception {
        started.forEach(Work::stop);
        eventually("everything has ended").until(() -> {
            ticker.advance(Duration.ofMillis(100));
            return started.stream().allMatch(work -> work.run().hasEnded());
        });
        started.forEach(work -> assertThat(work.run().end()).isNotNull());
        eventually("no timer is left").until(() -> ticker.pending() == 0);
        if (runner.orElse(null) instanceof AutoCloseable closeable) {
            closeable.close();
        }
        for (AutoCloseable server : closed.reversed()) {
            server.close();
        }
        eventually("no virtual thread is left in our code")
                .untilAsserted(() -> assertThat(VirtualThreadDump.in("dev.tandem.virtualthread"))
                        .isEmpty());
        assertThat(LogRecorder.warnings()).isEmpty();
    }

    /** Begins a task. */
    protected final Work start(TaskInput input) {
        if (runner.isEmpty()) {
            runner = Optional.of(runner(settings(), ticker));
        }
        var run = new RecordingRun();
        var work = new Work(run, runner.get().start(input, run));
        started.add(work);
        return work;
    }

    protected final RecordingRun.End awaitEnd(Work work) {
        eventually("the work has ended").until(work.run()::hasEnded);
        return work.run().end();
    }

    /** Waits for the end of one that ends only when time passes. */
    protected final RecordingRun.End awaitEndWhileTimePasses(Work work) {
        eventually("the work has ended").until(() -> {
            ticker.advance(Duration.ofMillis(100));
            return work.run().hasEnded();
        });
        return work.run().end();
    }

    protected final <T extends TaskResult> T awaitResult(Work work, Class<T> type) {
        assertThat(awaitEnd(work)).isInstanceOf(RecordingRun.Succeeded.class);
        return type.cast(((RecordingRun.Succeeded) work.run().end()).result());
    }

    protected final <T extends TaskResult> T resultOf(TaskInput input, Class<T> type) {
        return awaitResult(start(input), type);
    }

    protected final void assertStopped(Work work) {
        assertThat(awaitEnd(work)).isInstanceOf(RecordingRun.Stopped.class);
    }

    protected final void assertFailed(Work work, TaskFailure failure) {
        assertThat(awaitEnd(work))
                .isInstanceOfSatisfying(
                        RecordingRun.Failed.class,
                        failed -> assertThat(failed.failure()).isEqualTo(failure));
    }

    protected final <T extends AutoCloseable> T closeLater(T server) {
        closed.add(server);
        return server;
    }
}
