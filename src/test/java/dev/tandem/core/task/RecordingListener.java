package dev.tandem.core.task;

import dev.tandem.core.Model;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts what is pending and running, and writes down how tasks end. */
final class RecordingListener implements TaskListener {
    private final Map<TaskState, Integer> open = new ConcurrentHashMap<>();
    final List<String> ended = new CopyOnWriteArrayList<>();

    int count(TaskState state) {
        return open.getOrDefault(state, 0);
    }

    @Override
    public void entered(Model model, TaskKind kind, TaskState state) {
        open.merge(state, 1, Integer::sum);
    }

    @Override
    public void left(Model model, TaskKind kind, TaskState state) {
        open.merge(state, -1, Integer::sum);
    }

    @Override
    public void ended(Model model, TaskKind kind, TaskState state) {
        ended.add("%s %s %s".formatted(model.text(), kind.text(), state.text()));
    }

    @Override
    public void worked(Model model, TaskKind kind, TaskState state, long nanos) {
        ended.add("worked " + Duration.ofNanos(nanos).toSeconds());
    }
}
