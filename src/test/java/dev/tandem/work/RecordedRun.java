package dev.tandem.work;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.task.TaskRunner;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Remembers all that is told of a task, and which threads told it. */
public final class RecordedRun implements TaskRun {
    private final List<Progress> progress = new ArrayList<>();
    private final Map<OutputChannel, ByteArrayOutputStream> output = new EnumMap<>(OutputChannel.class);
    private final Set<String> threads = new TreeSet<>();
    private Optional<TaskResult> result = Optional.empty();
    private Optional<TaskFailure> failure = Optional.empty();
    private int ends;
    private TaskRunner.@Nullable Execution execution;

    /** So many of so many. */
    public record Progress(int done, int total) {}

    void startedAs(TaskRunner.Execution started) {
        execution = started;
    }

    /** Tells the work to stop. */
    public void stop() {
        if (execution != null) {
            execution.stop();
        }
    }

    @Override
    public synchronized void progress(int done, int total) {
        assertNotEnded();
        progress.add(new Progress(done, total));
        recordThread();
    }

    @Override
    public synchronized void output(OutputChannel channel, byte[] bytes) {
        assertNotEnded();
        of(channel).writeBytes(bytes);
        recordThread();
    }

    private void assertNotEnded() {
        if (ends > 0) {
            // Seen in any case when the ends are counted.
            ends += 100;
        }
    }

    @Override
    public synchronized void succeeded(TaskResult told) {
        ends++;
        result = Optional.of(told);
        recordThread();
    }

    @Override
    public synchronized void failed(TaskFailure told) {
        ends++;
        failure = Optional.of(told);
        recordThread();
    }

    @Override
    public synchronized void stopped() {
        ends++;
        recordThread();
    }

    private void recordThread() {
        threads.add(Thread.currentThread().getName());
    }

    /** How often the end was told; more than a hundred if anything was told after it. */
    public synchronized int ends() {
        return ends;
    }

    public synchronized boolean hasEnded() {
        return ends > 0;
    }

    public synchronized Set<String> threads() {
        return Set.copyOf(threads);
    }

    public synchronized List<Progress> progress() {
        return List.copyOf(progress);
    }

    public synchronized byte[] output(OutputChannel channel) {
        return of(channel).toByteArray();
    }

    private ByteArrayOutputStream of(OutputChannel channel) {
        return output.computeIfAbsent(channel, absent -> new ByteArrayOutputStream());
    }

    /** The result, if it has one. */
    public synchronized Optional<TaskResult> result() {
        return result;
    }

    public synchronized Optional<TaskFailure> failure() {
        return failure;
    }

    /** Waits for the end, which is to be a result of that class. */
    public <T extends TaskResult> T await(Class<T> expected) {
        awaitEnd();
        assertThat(failure()).isEmpty();
        assertThat(result()).containsInstanceOf(expected);
        return expected.cast(result().orElseThrow());
    }

    /** Waits for a failure. */
    public TaskFailure awaitFailure() {
        awaitEnd();
        assertThat(failure()).isPresent();
        return failure().orElseThrow();
    }

    /** Waits for the end, which is to be one by a stop. */
    public void awaitStopped() {
        awaitEnd();
        assertThat(failure()).isEmpty();
        assertThat(result()).isEmpty();
    }

    /** Waits for the end, whichever. */
    public void awaitEnd() {
        eventually("the task ends").until(this::hasEnded);
    }
}
