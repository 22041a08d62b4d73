package dev.tandem.core.task;

import dev.tandem.core.Model;
import dev.tandem.core.Ticker;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.ChannelState;
import dev.tandem.core.channel.Connection;
import dev.tandem.core.channel.Feed;
import dev.tandem.core.channel.HistoryLimits;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.channel.HubListener;
import dev.tandem.core.channel.HubSettings;
import dev.tandem.core.channel.SubscribeRequest;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.channel.WireForm;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Futures;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * All the tasks of this process, of both models. A task is spawned through one model, which does its work; it can be looked
 * at, joined, followed and killed through either.
 *
 * <p>A task that is over is still known for a while, with what came of it. Its events are a channel of a hub of tasks' own,
 * which is complete when the task is over.
 *
 * <p>Thread-safe. Nothing blocks: what may have to wait is a future, completed by the caller's executor, and cancelling it
 * gives up the wait. A client that leaves stops waiting; it does not stop its task.
 */
public final class Tasks implements AutoCloseable {
    /** Longer than any task is known. */
    private static final Duration EVENTS_AGE = Duration.ofDays(36_500);

    private static final Duration UNUSED = Duration.ofSeconds(1);

    private final TaskLimits limits;
    private final Ticker ticker;
    private final Waits waits;
    private final TaskListener listener;
    private final Hub hub;
    private final TaskIds ids = new TaskIds();
    private final Groups groups;
    private final FinishedTasks finished;

    private final ConcurrentNavigableMap<TaskId, Task> tasks = new ConcurrentSkipListMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Model> closed = ConcurrentHashMap.newKeySet();

    private final Queue<Task> toBegin = new ConcurrentLinkedQueue<>();
    private final AtomicInteger beginning = new AtomicInteger();

    /** @param followers hears of those who follow tasks, beside those who subscribe to channels */
    public Tasks(TaskLimits limits, Ticker ticker, Waits waits, TaskListener listener, HubListener followers) {
        this.limits = limits;
        this.ticker = ticker;
        this.waits = waits;
        this.listener = listener;
        groups = new Groups(limits.groupConcurrency());
        finished = new FinishedTasks(limits, ticker, this::forget);
        hub = new Hub(hubSettings(limits), ticker, new Subscriptions(followers));
    }

    private static HubSettings hubSettings(TaskLimits limits) {
        var history = new HistoryLimits(limits.maxEvents(), EVENTS_AGE, limits.maxEventBytes());
        return new HubSettings(
                name -> history, limits.maxAllEventBytes(), Integer.MAX_VALUE, UNUSED, UNUSED, 1, limits.liveness());
    }

    /** Events are no messages that anybody has published. */
    private record Subscriptions(HubListener next) implements HubListener {
        @Override
        public void subscribed(Model model, Transport transport) {
            next.subscribed(model, transport);
        }

        @Override
        public void unsubscribed(Model model, Transport transport) {
            next.unsubscribed(model, transport);
        }
    }

    /**
     * Makes a task, which begins as soon as its group has room.
     *
     * @param runner does its work
     * @param wait how long to wait for its end
     * @return the task when it is over or the wait is; fails with a {@link dev.tandem.core.problem.ProblemException}: {@code
     *     task_limit_reached}, {@code group_conflict}, {@code draining}
     */
    public CompletableFuture<TaskView> spawn(
            Model model, TaskRunner runner, TaskRequest request, Duration wait, Caller caller) {
        return Futures.attempt(() -> spawn(model, runner, request).join(wait, caller));
    }

    private Task spawn(Model model, TaskRunner runner, TaskRequest request) {
        refuseIfClosed(model);
        if (open.getAndUpdate(count -> Math.min(count + 1, limits.maxTasks())) == limits.maxTasks()) {
            throw Problem.of(
                            ProblemCode.TASK_LIMIT_REACHED,
                            "There are %d tasks already (tandem.tasks.max-tasks)".formatted(limits.maxTasks()))
                    .asException();
        }
        Optional<Groups.Group> group;
        try {
            group = request.group().map(name -> groups.enter(name, request.concurrency()));
        } catch (RuntimeException e) {
            open.decrementAndGet();
            throw e;
        }
        Task task = new Task(ids.next(ticker.now()), model, runner, request, group, this);
        tasks.put(task.id(), task);
        // Either killAll finds it now, or it is found here that there was one: then nothing of it has begun.
        if (closed.contains(model)) {
            task.stop(TaskState.KILLED, TaskError.SHUTDOWN);
        }
        if (group.isEmpty() || groups.admit(group.get(), task)) {
            task.begin();
        }
        return task;
    }

    private void refuseIfClosed(Model model) {
        if (closed.contains(model)) {
            throw Problem.draining().asException();
        }
    }

    /**
     * Waits for the end of a task.
     *
     * @return the task when it is over or the wait is; fails with {@code task_unknown}
     */
    public CompletableFuture<TaskView> join(TaskId id, Duration wait, Caller caller) {
        return Futures.attempt(() -> task(id).join(wait, caller));
    }

    /**
     * Has a task stop, unless it is over.
     *
     * @return the task when nothing of its work is left, or when that takes too long; fails with {@code task_unknown}
     */
    public CompletableFuture<TaskView> kill(TaskId id, Caller caller) {
        return Futures.attempt(() -> {
            Task task = task(id);
            task.stop(TaskState.KILLED, TaskError.KILLED);
            return task.join(limits.killWait(), caller);
        });
    }

    /** The tasks that {@code wanted} wants, in the order in which they were made, at most {@code limit}. */
    public List<TaskView> list(Optional<TaskId> after, Predicate<TaskView> wanted, int limit) {
        ConcurrentNavigableMap<TaskId, Task> from =
                after.map(id -> tasks.tailMap(id, false)).orElse(tasks);
        return from.values().stream()
                .map(Task::view)
                .filter(wanted)
                .limit(limit)
                .toList();
    }

    /** How far the events of a task have come; absent if there is no such task. */
    public Optional<ChannelState> events(TaskId id) {
        return hub.state(channel(id));
    }

    /** Has a connection follow a task; absent if there is no such task. */
    public Optional<Feed> follow(Connection connection, SubscribeRequest request, WireForm form) {
        return hub.openExisting(connection, request, form);
    }

    /**
     * Kills every task of a model, and takes no more. Completed when nothing of their work is left, and then none begins any
     * more, though its spawn was under way.
     */
    public CompletableFuture<Void> killAll(Model model) {
        closed.add(model);
        List<Task> ofModel =
                tasks.values().stream().filter(task -> task.model() == model).toList();
        ofModel.forEach(task -> task.stop(TaskState.KILLED, TaskError.SHUTDOWN));
        return CompletableFuture.allOf(ofModel.stream().map(Task::over).toArray(CompletableFuture<?>[]::new));
    }

    /** How many tasks are not over. */
    public int openCount() {
        return open.get();
    }

    /** How many groups have a task that is not over. */
    int groupCount() {
        return groups.size();
    }

    /** Stops the timers of those who follow. */
    @Override
    public void close() {
        hub.close();
    }

    Ticker ticker() {
        return ticker;
    }

    Waits waits() {
        return waits;
    }

    TaskListener listener() {
        return listener;
    }

    void publish(Task task, Payload event) {
        hub.publish(task.model(), channel(task.id()), event, Optional.empty()).join();
    }

    void publishLast(Task task, Payload event) {
        hub.publishLast(task.model(), channel(task.id()), event);
    }

    /**
     * Called once for each task, with no monitor held.
     *
     * @param size what it takes to keep what came of it, in bytes
     */
    void over(Task task, long size) {
        open.decrementAndGet();
        finished.add(task, size);
        task.group().flatMap(group -> groups.leave(group, task)).ifPresent(this::begin);
    }

    /** One after another: tasks that end as soon as they have begun would otherwise begin each other ever deeper. */
    private void begin(Task task) {
        toBegin.add(task);
        if (beginning.getAndIncrement() == 0) {
            do {
                toBegin.remove().begin();
            } while (beginning.decrementAndGet() > 0);
        }
    }

    private void forget(Task task) {
        tasks.remove(task.id());
        hub.forget(channel(task.id()));
    }

    private Task task(TaskId id) {
        Task task = tasks.get(id);
        if (task == null) {
            throw unknown(id.text()).asException();
        }
        return task;
    }

    /** There is no such task, or no longer. */
    public static Problem unknown(String id) {
        return Problem.invalid(ProblemCode.TASK_UNKNOWN, "task", id, "a task that is not over, or was not long ago");
    }

    private static ChannelName channel(TaskId id) {
        return new ChannelName(id.text());
    }
}
