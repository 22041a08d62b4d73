package dev.tandem.metrics;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.tandem.core.Model;
import dev.tandem.core.task.TaskKind;
import dev.tandem.core.task.TaskListener;
import dev.tandem.core.task.TaskState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what becomes of tasks. Every meter is found by the ordinals of its tags; the timers, a histogram each, are made
 * when they are first needed, as most kinds end in few ways. Two threads may both make one at once: the registry gives both
 * the same.
 */
public final class TaskMetrics implements TaskListener {
    private static final TaskKind[] KINDS = TaskKind.values();
    private static final TaskState[] STATES = TaskState.values();
    private static final int METERS = Model.values().length * KINDS.length * STATES.length;

    private final MeterRegistry registry;
    private final LongAdder[] open = new LongAdder[METERS];
    private final Counter[] ended = new Counter[METERS];
    private final AtomicReferenceArray<Timer> durations = new AtomicReferenceArray<>(METERS);

    /** Makes the meters of {@code models}; tasks of another model can't be counted by this. */
    public TaskMetrics(MeterRegistry registry, Iterable<Model> models) {
        this.registry = registry;
        for (Model model : models) {
            for (TaskKind kind : KINDS) {
                for (TaskState state : STATES) {
                    make(model, kind, state);
                }
            }
        }
    }

    private void make(Model model, TaskKind kind, TaskState state) {
        int index = index(model, kind, state);
        if (state.isOver()) {
            ended[index] = TandemMeter.TASKS_ENDED.counter(registry, model.text(), kind.text(), state.text());
        } else {
            LongAdder count = new LongAdder();
            open[index] = count;
            TandemMeter.TASKS.gauge(registry, count::sum, model.text(), kind.text(), state.text());
        }
    }

    private static int index(Model model, TaskKind kind, TaskState state) {
        return (model.ordinal() * KINDS.length + kind.ordinal()) * STATES.length + state.ordinal();
    }

    @Override
    public void entered(Model model, TaskKind kind, TaskState state) {
        open[index(model, kind, state)].increment();
    }

    @Override
    public void left(Model model, TaskKind kind, TaskState state) {
        open[index(model, kind, state)].decrement();
    }

    @Override
    public void ended(Model model, TaskKind kind, TaskState state) {
        ended[index(model, kind, state)].increment();
    }

    @Override
    public void worked(Model model, TaskKind kind, TaskState state, long nanos) {
        int index = index(model, kind, state);
        Timer timer = durations.get(index);
        if (timer == null) {
            timer = TandemMeter.TASK_DURATION.histogram(registry, model.text(), kind.text(), state.text());
            durations.set(index, timer);
        }
        timer.record(nanos, NANOSECONDS);
    }
}
