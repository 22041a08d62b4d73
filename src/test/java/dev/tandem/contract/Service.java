package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;

import dev.tandem.TandemServer;
import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.Ticker;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.ChannelState;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.channel.HubListener;
import dev.tandem.core.flag.FlagSummary;
import dev.tandem.core.flag.Flags;
import dev.tandem.core.queue.QueueState;
import dev.tandem.core.queue.Queues;
import dev.tandem.core.semaphore.SemaphoreState;
import dev.tandem.core.semaphore.Semaphores;
import dev.tandem.core.task.Tasks;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Waits;
import dev.tandem.metrics.TandemMeter;
import dev.tandem.routing.Route;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.support.GenericApplicationContext;

/** A running server with both models, whose time is the test's. */
final class Service implements AutoCloseable {
    private static final Map<Variant, Service> SHARED = new ConcurrentHashMap<>();

    private static final long PULSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final ManualTicker ticker = new ManualTicker();
    private final TandemServer server;
    private final Hub hub;
    private final Tasks tasks;
    private final Waits waits;
    private final Flags flags;
    private final Semaphores semaphores;
    private final HubRecorder recorder;
    private final Queues queues;

    /** The servers that tests share; one is started when it is first asked for, and stays. */
    enum Variant {
        /** Defaults, and channels whose names say how much history they have. */
        STANDARD(
                "--tandem.allowed-origins=https://app.example.com",
                "--tandem.channels.rules[0].pattern=short-*",
                "--tandem.channels.rules[0].history-size=3",
                "--tandem.channels.rules[1].pattern=*-none-*",
                "--tandem.channels.rules[1].history-size=0",
                "--tandem.channels.rules[2].pattern=fleeting-*",
                "--tandem.channels.rules[2].history-size=100",
                "--tandem.channels.rules[2].history-age=10s",
                "--tandem.queues.rules[0].pattern=lifo-*",
                "--tandem.queues.rules[0].order=lifo",
                "--tandem.queues.rules[1].pattern=priority-*",
                "--tandem.queues.rules[1].order=priority",
                "--tandem.queues.rules[2].pattern=small-*.dead",
                "--tandem.queues.rules[2].max-items=1",
                "--tandem.queues.rules[3].pattern=small-*",
                "--tandem.queues.rules[3].max-items=3",
                "--tandem.queues.rules[3].max-size=10B",
                "--tandem.queues.rules[3].max-attempts=2",
                "--tandem.queues.rules[3].max-waiters=2",
                "--tandem.semaphores.rules[0].pattern=pool-*",
                "--tandem.semaphores.rules[0].permits=3"),
        /** Limits that are quickly reached. */
        NARROW(
                "--tandem.channels.max-message-size=1KB",
                "--tandem.channels.max-batch-messages=3",
                "--tandem.channels.max-channels=5",
                "--tandem.channels.max-channels-per-stream=3",
                "--tandem.channels.max-idempotency-keys=3",
                "--tandem.channels.history-size=0",
                "--tandem.queues.max-item-size=1KB",
                "--tandem.queues.max-queues=3",
                "--tandem.queues.max-memory=4KB",
                "--tandem.queues.max-lease=30s",
                "--tandem.queues.max-items=100",
                "--tandem.queues.max-size=2KB",
                "--tandem.flags.max-flags=3",
                "--tandem.flags.max-value-size=1KB",
                "--tandem.flags.max-memory=4KB",
                "--tandem.flags.max-waiters=2",
                "--tandem.flags.max-ttl=1m",
                "--tandem.semaphores.max-semaphores=3",
                "--tandem.semaphores.max-permits=5",
                "--tandem.semaphores.max-waiters=2",
                "--tandem.semaphores.max-lease=30s",
                "--tandem.server.max-body-size=4KB",
                "--tandem.server.max-keep-alive-requests=5",
                "--tandem.server.max-wait=10s",
                "--tandem.tasks.max-tasks=3",
                "--tandem.tasks.max-finished=2",
                "--tandem.tasks.max-timeout=1m",
                "--tandem.tasks.max-events=2"),
        /** Little memory for histories. */
        FORGETFUL("--tandem.channels.max-history-memory=4KB"),
        /** Connections on which nothing happens by itself, and that hold much; large items. */
        QUIET(
                "--tandem.queues.max-item-size=16MB",
                "--tandem.connections.max-outbox=64MB",
                "--tandem.connections.heartbeat=1h",
                "--tandem.connections.pong-timeout=1h",
                "--tandem.connections.write-timeout=1h"),
        /** Deadlines that are over soon. */
        IMPATIENT("--tandem.server.request-timeout=400ms", "--tandem.server.keep-alive-timeout=500ms");

        @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, which its type does not say.
        private final List<String> arguments;

        Variant(String... arguments) {
            this.arguments = List.of(arguments);
        }
    }

    private Service(Variant variant, String... more) {
        List<String> arguments = new ArrayList<>(variant.arguments);
        arguments.addAll(List.of(more));
        arguments.addAll(List.of(
                "--tandem.allowed-hosts=a",
                "--tandem.event-loop.port=0",
                "--tandem.virtual-thread.port=0",
                "--tandem.console.port=0",
                "--logging.level.dev.tandem=debug",
                "--logging.threshold.console=warn"));
        server = TandemServer.start(this::prepare, arguments.toArray(String[]::new));
        LogRecorder.attach();
        hub = server.root().getBean(Hub.class);
        tasks = server.root().getBean(Tasks.class);
        waits = server.root().getBean(Waits.class);
        queues = server.root().getBean(Queues.class);
        flags = server.root().getBean(Flags.class);
        semaphores = server.root().getBean(Semaphores.class);
        recorder = (HubRecorder) server.root().getBean(HubListener.class);
    }

    private void prepare(GenericApplicationContext root) {
        root.registerBean(Ticker.class, () -> ticker);
        root.registerBean(BeanPostProcessor.class, Recording::new);
    }

    private static final class Recording implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof HubListener listener ? new HubRecorder(listener) : bean;
        }
    }

    static Service shared(Variant variant) {
        return SHARED.computeIfAbsent(variant, Service::new);
    }

    /** A server of the test's own. */
    static Service start(Variant variant, String... more) {
        return new Service(variant, more);
    }

    int port(Model model) {
        return server.port(model);
    }

    HubRecorder recorder() {
        return recorder;
    }

    Hub hub() {
        return hub;
    }

    Tasks tasks() {
        return tasks;
    }

    Waits waits() {
        return waits;
    }

    /** Kills every task, and comes back when nothing of their work is left; lets some time pass for what does not want to end. */
    void killTasks() {
        Caller caller = new Caller(Model.VIRTUAL_THREAD, Runnable::run);
        CompletableFuture<?> killed = CompletableFuture.allOf(
                tasks().list(Optional.empty(), task -> !task.state().isOver(), Integer.MAX_VALUE).stream()
                        .map(task -> tasks().kill(task.id(), caller))
                        .toArray(CompletableFuture[]::new));
        eventually("no work is left").until(() -> {
            if (!killed.isDone()) {
                advance(Duration.ofMillis(10));
            }
            return killed.isDone();
        });
    }

    Queues queues() {
        return queues;
    }

    /** All queues. */
    List<QueueState> queueStates() {
        return queues.list(Optional.empty(), "", Integer.MAX_VALUE);
    }

    Flags flags() {
        return flags;
    }

    Semaphores semaphores() {
        return semaphores;
    }

    /** How many clients wait for a flag. */
    int waitingForFlags() {
        return flags.list(Optional.empty(), "", Integer.MAX_VALUE).stream()
                .mapToInt(FlagSummary::waiting)
                .sum();
    }

    /** How many clients wait for a permit. */
    int waitingForPermits() {
        return semaphores.list(Optional.empty(), "", Integer.MAX_VALUE).stream()
                .mapToInt(SemaphoreState::waiting)
                .sum();
    }

    /** How many requests of an operation have been counted with a status. */
    long requests(Model model, Route route, int status) {
        return requests(model, route, Tags.of("status", Integer.toString(status)));
    }

    /** The same with any. */
    long requests(Model model, Route route) {
        return requests(model, route, Tags.empty());
    }

    private long requests(Model model, Route route, Tags tags) {
        return server
                .root()
                .getBean(MeterRegistry.class)
                .find(TandemMeter.HTTP_REQUESTS.meterName())
                .tags(tags.and("model", model.text(), "route", route.path(), "method", route.method()))
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    /** How many threads of a model's pool are busy. */
    int busyThreads(Model model, String pool) {
        return (int) server.root()
                .getBean(MeterRegistry.class)
                .get(TandemMeter.POOL_ACTIVE.meterName())
                .tags("model", model.text(), "pool", pool)
                .gauge()
                .value();
    }

    /** How much waits for a thread of a pool. */
    int queuedFor(Model model, String pool) {
        return (int) server.root()
                .getBean(MeterRegistry.class)
                .get(TandemMeter.POOL_QUEUED.meterName())
                .tags("model", model.text(), "pool", pool)
                .gauge()
                .value();
    }

    /** Lets time pass for core; requests' own deadlines go by the machine's clock. */
    void advance(Duration duration) {
        ticker.advance(duration);
    }

    /** How many timers wait for core's time to pass. */
    int timers() {
        return ticker.pending();
    }

    /** Lets time pass until the hub looks at its deadlines, which it does each second: from then on they are met to the second. */
    void awaitPulse() {
        long sinceNanos = ticker.nanoTime() % PULSE_NANOS;
        if (sinceNanos > 0) {
            advance(Duration.ofNanos(PULSE_NANOS - sinceNanos));
        }
    }

    /** How many subscribers a channel has, on both models and by any transport. */
    int subscribers(String channel) {
        return hub.state(new ChannelName(channel)).map(Service::subscribers).orElse(0);
    }

    static int subscribers(ChannelState state) {
        return state.subscribers().values().stream()
                .flatMap(counts -> counts.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** All channels that have a subscriber. */
    Stream<ChannelState> subscribed() {
        return hub.list(Optional.empty(), "", Integer.MAX_VALUE).stream().filter(state -> subscribers(state) > 0);
    }

    @Override
    public void close() {
        server.close();
    }
}
