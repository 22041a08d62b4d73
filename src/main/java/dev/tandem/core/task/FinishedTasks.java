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
    private final Map<Task, Kept> tasks = new LinkedHashMap<>();
    private final TaskLimits limits;
    private final Ticker ticker;
    private final Consumer<Task> forget;
    private long bytes;

    /** What is known of one: its size in bytes, and when it is forgotten. */
    private record Kept(long size, Ticker.Timer timer) {}

    /** @param forget is told of each that is no longer known */
    FinishedTasks(TaskLimits limits, Ticker ticker, Consumer<Task> forget) {
        this.limits = limits;
        this.ticker = ticker;
        this.forget = forget;
    }

    /**
     * Keeps one more, and lets the oldest go that there is no room for. Itself it does not push out, however large it is:
     * whoever spawned it could never ask what came of it.
     *
     * @param size what it takes to keep it, in bytes
     */
    void add(Task task, long size) {
        List<Task> excess = new ArrayList<>(1);
        monitor.run(() -> {
            bytes += size;
            tasks.put(task, new Kept(size, ticker.schedule(limits.retention(), () -> expire(task))));
            var oldestFirst = tasks.entrySet().iterator();
            while (tasks.size() > limits.maxFinished() || (bytes > limits.maxFinishedBytes() && tasks.size() > 1)) {
                Map.Entry<Task, Kept> oldest = oldestFirst.next();
                oldestFirst.remove();
                oldest.getValue().timer().cancel();
                bytes -= oldest.getValue().size();
                excess.add(oldest.getKey());
            }
        });
        excess.forEach(forget);
    }

    private void expire(Task task) {
        boolean known = monitor.enter(() -> {
            Kept kept = tasks.remove(task);
            if (kept == null) {
                return false;
            }
            bytes -= kept.size();
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
