package dev.tandem.core.task;

import dev.tandem.core.Ticker;
import dev.tandem.core.wait.Monitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The tasks that are over and still known: for a while, and as far as there is room for them and their results.
 *
 * <p>Thread-safe. Its monitor is entered from within no other.
 */
final class FinishedTasks {
    private final Monitor monitor = new Monitor();
    private final Map<Task, Ticker.Timer> tasks = new LinkedHashMap<>();
    private final TaskLimits limits;
    private final Ticker ticker;
    private final Consumer<Task> forget;
    private long bytes;

    /** @param forget is told of each that is no longer known */
    FinishedTasks(TaskLimits limits, Ticker ticker, Consumer<Task> forget) {
        this.limits = limits;
        this.ticker = ticker;
        this.forget = forget;
    }

    /** Keeps one more, and lets the oldest go that there is no room for. */
    void add(Task task) {
        List<Task> excess = new ArrayList<>(1);
        monitor.run(() -> {
            bytes += task.resultBytes();
            tasks.put(task, ticker.schedule(limits.retention(), () -> expire(task)));
            var oldestFirst = tasks.entrySet().iterator();
            while (tasks.size() > limits.maxFinished() || bytes > limits.maxFinishedBytes()) {
                Map.Entry<Task, Ticker.Timer> oldest = oldestFirst.next();
                oldestFirst.remove();
                oldest.getValue().cancel();
                bytes -= oldest.getKey().resultBytes();
                excess.add(oldest.getKey());
            }
        });
        excess.forEach(forget);
    }

    private void expire(Task task) {
        boolean known = monitor.enter(() -> {
            if (tasks.remove(task) == null) {
                return false;
            }
            bytes -= task.resultBytes();
            return true;
        });
        if (known) {
            forget.accept(task);
        }
    }

    int size() {
        return monitor.enter(tasks::size);
    }
}
