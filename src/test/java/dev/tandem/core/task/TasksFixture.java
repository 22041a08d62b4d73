package dev.tandem.core.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.Ticker;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.Connection;
import dev.tandem.core.channel.Delivery;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Feed;
import dev.tandem.core.channel.HistoryLimits;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.channel.HubListener;
import dev.tandem.core.channel.HubSettings;
import dev.tandem.core.channel.Lane;
import dev.tandem.core.channel.Liveness;
import dev.tandem.core.channel.StreamPosition;
import dev.tandem.core.channel.SubscribeRequest;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.channel.WireForm;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tasks whose work is the test's, and whose time is. */
final class TasksFixture {
    static final Caller CALLER = new Caller(Model.VIRTUAL_THREAD, Runnable::run);
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Liveness LIVENESS = new Liveness(MINUTE, MINUTE, MINUTE);
    static final TaskLimits LIMITS = new TaskLimits(
            4, 3, 10_000, Duration.ofMinutes(5), 2, 100, 10_000, 100_000_000, Duration.ofSeconds(5), LIVENESS);

    final ManualTicker ticker = new ManualTicker();
    final Waits waits = new Waits(ticker);
    final RecordingListener listener = new RecordingListener();
    final RecordingRunner runner = new RecordingRunner();
    final Tasks tasks;

    TasksFixture() {
        this(LIMITS);
    }

    TasksFixture(TaskLimits limits) {
        tasks = new Tasks(limits, ticker, waits, listener, HubListener.NONE);
    }

    static TaskRequest request(Optional<String> group, OptionalInt concurrency) {
        return new TaskRequest(new TaskInput.Sleep(Duration.ofHours(1)), Duration.ofSeconds(30), group, concurrency);
    }

    static TaskRequest request() {
        return request(Optional.empty(), OptionalInt.empty());
    }

    CompletableFuture<TaskView> spawn(TaskRequest request, Duration wait) {
        return tasks.spawn(Model.EVENT_LOOP, runner, request, wait, CALLER);
    }

    TaskId spawn() {
        return spawn(request(), Duration.ZERO).join().id();
    }

    TaskId spawn(String group) {
        return spawn(request(Optional.of(group), OptionalInt.empty()), Duration.ZERO)
                .join()
                .id();
    }

    /** A task that is over. */
    TaskView spawnAndSucceed() {
        CompletableFuture<TaskView> task = spawn(request(), MINUTE);
        runner.last().succeed();
        return task.join();
    }

    TaskView view(TaskId id) {
        return tasks.join(id, Duration.ZERO, CALLER).join();
    }

    TaskState state(TaskId id) {
        return view(id).state();
    }

    List<TaskView> all() {
        return tasks.list(Optional.empty(), task -> true, 100);
    }

    /** All the events of a task so far. */
    List<String> events(TaskId id) {
        Follower follower = follow(id);
        follower.disconnect(DisconnectReason.CLIENT_CLOSED);
        return follower.events;
    }

    /** Follows a task from its beginning. */
    Follower follow(TaskId id) {
        return Follower.of(tasks, ticker, id);
    }

    /** Takes everything at once. */
    static final class Follower extends Connection {
        final List<String> events = new CopyOnWriteArrayList<>();
        volatile Optional<DisconnectReason> ended = Optional.empty();

        private Follower(Hub hub, Lane lane) {
            super(hub, lane, Transport.SSE);
        }

        static Follower of(Tasks tasks, Ticker ticker, TaskId id) {
            Hub hub = new Hub(
                    new HubSettings(name -> new HistoryLimits(0, MINUTE), 0, 1, MINUTE, MINUTE, 1, LIVENESS),
                    ticker,
                    HubListener.NONE);
            var held = new CopyOnWriteArrayList<Runnable>();
            Follower follower = new Follower(hub, hub.newLane(Model.EVENT_LOOP, task -> {
                synchronized (held) {
                    held.add(task);
                }
            }));
            String epoch = tasks.events(id).orElseThrow().position().epoch();
            Feed feed = tasks.follow(
                            follower,
                            new SubscribeRequest(new ChannelName(id.text()), Optional.of(new StreamPosition(epoch, 0))),
                            WireForm.SSE)
                    .orElseThrow();
            feed.replay().forEach(follower::deliver);
            follower.run = () -> {
                while (!held.isEmpty()) {
                    held.removeFirst().run();
                }
            };
            hub.close();
            return follower;
        }

        private Runnable run = () -> {};

        /** Lets what was published reach it. */
        Follower catchUp() {
            run.run();
            return this;
        }

        @Override
        protected void deliver(Delivery delivery) {
            events.add(new String(delivery.publication().payload().bytes(), UTF_8));
        }

        @Override
        protected void endWhenWritten() {
            disconnect(DisconnectReason.COMPLETED);
        }

        @Override
        protected void terminate(DisconnectReason reason) {
            ended = Optional.of(reason);
        }

        @Override
        protected void flush() {}

        @Override
        protected void beat() {}

        @Override
        protected long outboxBytes() {
            return 0;
        }

        @Override
        protected long stalledNanos(long nowNanos) {
            return 0;
        }
    }
}
