package dev.tandem.virtualthread;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.tandem.contract.LogRecorder;
import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.Ticker;
import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskInput.Resolve.AddressType;
import dev.tandem.core.task.TaskInput.Resolve.Resolver;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.task.TaskRunner;
import dev.tandem.core.task.WorkSettings;
import dev.tandem.metrics.LiveVirtualThreads;
import dev.tandem.metrics.PoolGauges;
import dev.tandem.work.DigestWorkContract;
import dev.tandem.work.FetchWorkContract;
import dev.tandem.work.ProcessWorkContract;
import dev.tandem.work.RecordedRun;
import dev.tandem.work.ResolveWorkContract;
import dev.tandem.work.SleepWorkContract;
import dev.tandem.work.TaskWorkContract;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The work of tasks on virtual threads, of which none is left. */
class TaskRunnersTest {
    private static final List<String> WORKERS = List.of("tandem-virtual", "tandem-computing-", "tandem-pipe");

    private static TaskRunner runner(TaskWorkContract contract, WorkSettings settings, Ticker ticker) {
        var live = new LiveVirtualThreads(new SimpleMeterRegistry());
        contract.closeLater(() -> eventually("no virtual thread is left").until(() -> live.count() == 0));
        return contract.closeLater(new TaskRunners(settings, ticker, new VirtualThreads(live)));
    }

    @Test
    void thePools_areShown() {
        var registry = new SimpleMeterRegistry();
        var settings =
                new WorkSettings(new FetchPolicy(List.of(), List.of()), List.of(), 64, 2, 7, 128, 1000, Duration.ZERO);
        List<RecordedRun> runs = new ArrayList<>();
        try (var runners =
                new TaskRunners(settings, new ManualTicker(), new VirtualThreads(new LiveVirtualThreads(registry)))) {
            runners.bindTo(new PoolGauges(registry, Model.VIRTUAL_THREAD));
            for (int i = 0; i < 3; i++) {
                runs.add(new RecordedRun());
                var _ = runners.start(new TaskInput.Digest(new byte[0], Integer.MAX_VALUE), runs.getLast());
            }
            eventually("two compute and one waits")
                    .until(() -> pool(registry, "active") == 2 && pool(registry, "queued") == 1);
            assertThat(pool(registry, "size")).isEqualTo(2);
            assertThat(registry.get("tandem.pool.size")
                            .tag("pool", "names")
                            .gauge()
                            .value())
                    .isEqualTo(64);
        }
        runs.forEach(RecordedRun::awaitStopped);
        assertThat(pool(registry, "queued")).isZero();
    }

    private static double pool(MeterRegistry registry, String what) {
        return registry.get("tandem.pool." + what)
                .tags("model", "virtual-thread", "pool", "computing")
                .gauge()
                .value();
    }

    @Test
    void whatNobodyForesaw_isLoggedOnce_andAFaultOfTheServers() {
        LogRecorder.begin();
        var settings =
                new WorkSettings(new FetchPolicy(List.of(), List.of()), List.of(), 64, 1, 1, 128, 1000, Duration.ZERO);
        var failures = new LinkedBlockingQueue<TaskFailure>();
        try (var runners = new TaskRunners(
                settings, new ManualTicker(), new VirtualThreads(new LiveVirtualThreads(new SimpleMeterRegistry())))) {
            for (TaskInput input : List.of(
                    new TaskInput.Digest(new byte[0], 1),
                    new TaskInput.Resolve(
                            List.of("127.0.0.1"), Resolver.SYSTEM, Set.of(AddressType.A), Duration.ofHours(1), 1))) {
                LogRecorder.begin();
                var _ = runners.start(input, new Faulty(failures));
                eventually("it has failed").until(() -> !failures.isEmpty());
                assertThat(failures.remove()).isEqualTo(TaskFailure.INTERNAL_ERROR);
                assertThat(LogRecorder.warnings()).singleElement().satisfies(logged -> {
                    assertThat(logged.getLevel()).isEqualTo(Level.ERROR);
                    assertThat(logged.getFormattedMessage())
                            .contains(input.kind().text());
                });
            }
        }
    }

    /** Does not want to be told of progress. */
    private record Faulty(Queue<TaskFailure> failures) implements TaskRun {
        @Override
        public void progress(int done, int total) {
            throw new IllegalStateException("a fault");
        }

        @Override
        public void output(OutputChannel channel, byte[] bytes) {}

        @Override
        public void succeeded(TaskResult result) {}

        @Override
        public void failed(TaskFailure failure) {
            failures.add(failure);
        }

        @Override
        public void stopped() {}
    }

    @Nested
    class Sleep extends SleepWorkContract {
        @Override
        protected TaskRunner runner(WorkSettings settings, Ticker ticker) {
            return TaskRunnersTest.runner(this, settings, ticker);
        }

        @Override
        protected List<String> workers() {
            return WORKERS;
        }
    }

    @Nested
    class Digest extends DigestWorkContract {
        @Override
        protected TaskRunner runner(WorkSettings settings, Ticker ticker) {
            return TaskRunnersTest.runner(this, settings, ticker);
        }

        @Override
        protected List<String> workers() {
            return WORKERS;
        }
    }

    @Nested
    class Run extends ProcessWorkContract {
        @Override
        protected TaskRunner runner(WorkSettings settings, Ticker ticker) {
            return TaskRunnersTest.runner(this, settings, ticker);
        }

        @Override
        protected List<String> workers() {
            return WORKERS;
        }
    }

    @Nested
    class Fetch extends FetchWorkContract {
        @Override
        protected TaskRunner runner(WorkSettings settings, Ticker ticker) {
            return TaskRunnersTest.runner(this, settings, ticker);
        }

        @Override
        protected List<String> workers() {
            return WORKERS;
        }
    }

    @Nested
    class Resolve extends ResolveWorkContract {
        @Override
        protected TaskRunner runner(WorkSettings settings, Ticker ticker) {
            return TaskRunnersTest.runner(this, settings, ticker);
        }

        @Override
        protected List<String> workers() {
            return WORKERS;
        }
    }
}
