package dev.tandem.work;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.contract.LogRecorder;
import dev.tandem.core.ManualTicker;
import dev.tandem.core.Ticker;
import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.task.HostPattern;
import dev.tandem.core.task.Network;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskRunner;
import dev.tandem.core.task.WorkSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * One kind of work, to be extended once for each model. Time stands still unless a test advances it. After each test every
 * task has ended, exactly once, no timer is left, and nothing was logged that somebody would have to look into.
 */
public abstract class TaskWorkContract {
    /** Longer than any test takes. */
    protected static final Duration LONG = Duration.ofHours(1);

    protected static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTicker ticker = new ManualTicker();
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final List<RecordedRun> runs = new ArrayList<>();
    private final Map<WorkSettings, TaskRunner> runners = new HashMap<>();

    /** The model's runner; what it needs is closed by {@link #closeLater}. */
    protected abstract TaskRunner runner(WorkSettings settings, Ticker ofTest);

    /** How the model names the threads that work may be done on; all of them begin with one of these. */
    protected abstract List<String> workers();

    @BeforeEach
    void begin() {
        LogRecorder.begin();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        runs.forEach(RecordedRun::stop);
        eventually("every task ends").untilAsserted(() -> {
            ticker.advance(SECOND);
            assertThat(runs).allMatch(RecordedRun::hasEnded);
        });
        assertThat(ticker.pending()).as("timers").isZero();
        while (!toClose.isEmpty()) {
            toClose.pop().close();
        }
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.ends()).isEqualTo(1);
            assertThat(run.threads()).allSatisfy(thread -> assertThat(workers()).anyMatch(thread::startsWith));
        });
        assertThat(LogRecorder.warnings()).isEmpty();
    }

    public final <T extends AutoCloseable> T closeLater(T resource) {
        toClose.push(resource);
        return resource;
    }

    protected final ManualTicker ticker() {
        return ticker;
    }

    /** Begins a task. */
    protected final RecordedRun start(WorkSettings settings, TaskInput input) {
        TaskRunner runner = runners.computeIfAbsent(settings, absent -> runner(absent, ticker));
        RecordedRun run = new RecordedRun();
        runs.add(run);
        run.startedAs(runner.start(input, run));
        return run;
    }

    /** Waits for the end of one that ends only when time passes. */
    protected final void awaitWhileTimePasses(RecordedRun run) {
        eventually("the task ends").until(() -> {
            ticker.advance(Duration.ofMillis(100));
            return run.hasEnded();
        });
    }

    /** Settings in which nothing matters but what may be fetched, and who is asked for names. */
    protected static WorkSettings settings(FetchPolicy policy, InetSocketAddress... nameServers) {
        return new WorkSettings(policy, List.of(nameServers), 64, 2, 2, 128, 1000, SECOND);
    }

    protected static FetchPolicy policy(List<String> allowed, String... networks) {
        return new FetchPolicy(
                allowed.stream()
                        .map(text -> HostPattern.parse(text).orElseThrow())
                        .toList(),
                Stream.of(networks)
                        .map(text -> Network.parse(text).orElseThrow())
                        .toList());
    }
}
