package dev.tandem.core.task;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Does no work, but writes down what it is told; a test says what comes of it. */
final class RecordingRunner implements TaskRunner {
    final List<Work> begun = new CopyOnWriteArrayList<>();

    /** What to do with work that begins, before {@link #start} returns. */
    volatile Consumer<Work> onStart = work -> {};

    /** What to do with work that is told to stop. */
    volatile Consumer<Work> onStop = work -> {};

    /** One task's work. */
    record Work(TaskInput input, TaskRun run, AtomicInteger stops) {
        void succeed() {
            run.succeeded(new TaskResult.Slept());
        }
    }

    @Override
    public Execution start(TaskInput input, TaskRun run) {
        Work work = new Work(input, run, new AtomicInteger());
        begun.add(work);
        onStart.accept(work);
        return () -> {
            work.stops().incrementAndGet();
            onStop.accept(work);
        };
    }

    Work last() {
        return begun.getLast();
    }
}
