package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Keeps what a runner tells of one task, and which thread has told it. Thread-safe. */
public final class RecordingRun implements TaskRun {
    private final List<Progress> progress = new ArrayList<>();
    private final Map<OutputChannel, ByteArrayOutputStream> output = new EnumMap<>(OutputChannel.class);
    private final List<End> ends = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();

    /** So many of so many. */
    public record Progress(int done, int total) {}

    /** How a task has ended, and which thread has said so. */
    public sealed interface End {
        Thread thread();
    }

    public record Succeeded(TaskResult result, Thread thread) implements End {}

    public record Failed(TaskFailure failure, Thread thread) implements End {}

    public record Stopped(Thread thread) implements End {}

    @Override
    public synchronized void progress(int done, int total) {
        workers.add(Thread.currentThread());
        progress.add(new Progress(done, total));
    }

    @Override
    public synchronized void output(OutputChannel channel, byte[] bytes) {
        workers.add(Thread.currentThread());
        output.computeIfAbsent(channel, absent -> new ByteArrayOutputStream()).writeBytes(bytes);
    }

    @Override
    public synchronized void succeeded(TaskResult result) {
        ends.add(new Succeeded(result, Thread.currentThread()));
    }

    @Override
    public synchronized void failed(TaskFailure failure) {
        ends.add(new Failed(failure, Thread.currentThread()));
    }

    @Override
    public synchronized void stopped() {
        ends.add(new Stopped(Thread.currentThread()));
    }

    public synchronized List<Progress> progress() {
        return List.copyOf(progress);
    }

    /** How many parts were done when it was last told. */
    public synchronized int done() {
        return progress.isEmpty() ? 0 : progress.getLast().done();
    }

    public synchronized byte[] output(OutputChannel channel) {
        ByteArrayOutputStream written = output.get(channel);
        return written == null ? new byte[0] : written.toByteArray();
    }

    /** The threads that have told of the work while it was under way. */
    public synchronized List<Thread> workers() {
        return List.copyOf(workers);
    }

    public synchronized boolean hasEnded() {
        return !ends.isEmpty();
    }

    /** The one end that there was. */
    public synchronized End end() {
        assertThat(ends).hasSize(1);
        return ends.getFirst();
    }
}
