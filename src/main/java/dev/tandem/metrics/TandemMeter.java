package dev.tandem.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Every meter of Tandem's own: the vocabulary that dashboards and alerts are written in. A meter is made through its
 * declaration and in no other way, so that it has the name, the unit and the tags that stand here.
 *
 * <p>No tag has unbounded values: models, transports, reasons, endings, kinds, statuses and path templates are closed sets.
 * Names that clients give and paths as they were sent are not tags.
 *
 * <p>Prometheus sees {@code tandem.delivery.latency} as {@code tandem_delivery_latency_seconds}, and a counter with
 * {@code _total} at its end.
 */
public enum TandemMeter {
    HTTP_REQUESTS(
            "tandem.http.requests",
            Meter.Type.TIMER,
            "",
            "How long requests took, streams and WebSockets from their opening to their end",
            "model",
            "route",
            "method",
            "status"),

    PUBLICATIONS("tandem.publications", Meter.Type.COUNTER, "publications", "Messages accepted", "model"),

    DELIVERIES(
            "tandem.deliveries",
            Meter.Type.COUNTER,
            "deliveries",
            "Publications that a subscriber's socket has taken",
            "model",
            "transport"),

    DELIVERY_LATENCY(
            "tandem.delivery.latency",
            Meter.Type.TIMER,
            "",
            "From the acceptance of a message to its being taken by a subscriber's socket",
            "model",
            "transport"),

    CONNECTIONS(
            "tandem.connections",
            Meter.Type.GAUGE,
            "connections",
            "Clients that are connected and subscribed",
            "model",
            "transport"),

    SUBSCRIPTIONS(
            "tandem.subscriptions",
            Meter.Type.GAUGE,
            "subscriptions",
            "Channels that connections are subscribed to, each counted for each connection",
            "model",
            "transport"),

    DISCONNECTS(
            "tandem.disconnects",
            Meter.Type.COUNTER,
            "disconnects",
            "Connections that ended otherwise than by coming to their end",
            "model",
            "transport",
            "reason"),

    OUTBOX("tandem.outbox", Meter.Type.GAUGE, "bytes", "What connections have still to write", "model"),

    CHANNELS("tandem.channels", Meter.Type.GAUGE, "channels", "Channels that there are"),

    HISTORY("tandem.history", Meter.Type.GAUGE, "bytes", "Payloads that are kept of all channels"),

    FLAGS("tandem.flags", Meter.Type.GAUGE, "flags", "Flags that are set or waited for"),

    FLAG_MEMORY("tandem.flag.memory", Meter.Type.GAUGE, "bytes", "What the flags that are set take"),

    FLAG_WAITS(
            "tandem.flag.waits",
            Meter.Type.TIMER,
            "",
            "How long clients waited for a flag that was not set when they asked",
            "model",
            "ending"),

    SEMAPHORES("tandem.semaphores", Meter.Type.GAUGE, "semaphores", "Semaphores that there are"),

    PERMITS("tandem.permits", Meter.Type.GAUGE, "permits", "Permits that clients have"),

    PERMIT_WAITS(
            "tandem.permit.waits",
            Meter.Type.TIMER,
            "",
            "How long clients waited for a permit when none was free",
            "model",
            "ending"),

    TASKS("tandem.tasks", Meter.Type.GAUGE, "tasks", "Tasks that are not over", "model", "kind", "state"),

    TASKS_ENDED("tandem.tasks.ended", Meter.Type.COUNTER, "tasks", "Tasks that are over", "model", "kind", "state"),

    TASK_DURATION(
            "tandem.task.duration",
            Meter.Type.TIMER,
            "",
            "From the start of a task to its end, by how it ended",
            "model",
            "kind",
            "state"),

    POOL_ACTIVE("tandem.pool.active", Meter.Type.GAUGE, "threads", "Threads of a pool that are busy", "model", "pool"),

    POOL_QUEUED("tandem.pool.queued", Meter.Type.GAUGE, "jobs", "What waits for a thread of a pool", "model", "pool"),

    POOL_SIZE("tandem.pool.size", Meter.Type.GAUGE, "threads", "Threads that a pool may have", "model", "pool"),

    QUEUES("tandem.queues", Meter.Type.GAUGE, "queues", "Queues that there are"),

    QUEUE_DEPTH("tandem.queue.depth", Meter.Type.GAUGE, "items", "Items that can be claimed, in all queues"),

    QUEUE_LEASED("tandem.queue.leased", Meter.Type.GAUGE, "items", "Items that are claimed, in all queues"),

    QUEUE_MEMORY(
            "tandem.queue.memory",
            Meter.Type.GAUGE,
            "bytes",
            "What the items of all queues take, and those that wait to be put"),

    QUEUE_WAITS(
            "tandem.queue.waits",
            Meter.Type.TIMER,
            "",
            "How long those waited who could not put or claim at once, and how it ended",
            "model",
            "operation",
            "ending"),

    QUEUE_DEAD(
            "tandem.queue.dead",
            Meter.Type.COUNTER,
            "items",
            "Items that failed too often and were moved to a dead queue"),

    LEASES_EXPIRED(
            "tandem.leases.expired",
            Meter.Type.COUNTER,
            "",
            "Leases that ended before what they were for was given back",
            "kind"),

    EVENT_LOOP_LAG(
            "tandem.event.loop.lag",
            Meter.Type.TIMER,
            "",
            "How much later than it was due a task of an event loop ran",
            "model"),

    VIRTUAL_THREADS(
            "tandem.virtual.threads",
            Meter.Type.GAUGE,
            "threads",
            "Virtual threads that live, parked ones included",
            "model"),

    VIRTUAL_THREADS_PINNED(
            "tandem.virtual.threads.pinned",
            Meter.Type.TIMER,
            "",
            "How long virtual threads that had to wait kept their carrier; from 20 ms on");

    /** The boundaries of a histogram's buckets, in microseconds: 1, 2.5 and 5 of each decade from 100 µs to 10 s. */
    private static final Duration[] BUCKETS = LongStream.of(
                    100,
                    250,
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000)
            .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
            .toArray(Duration[]::new);

    private final String meterName;
    private final Meter.Type type;
    private final String unit;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, which its type does not say.
    private final List<String> tags;

    TandemMeter(String meterName, Meter.Type type, String unit, String meaning, String... tags) {
        this.meterName = meterName;
        this.type = type;
        this.unit = unit;
        this.meaning = meaning;
        this.tags = List.of(tags);
    }

    /** The dotted name. */
    public String meterName() {
        return meterName;
    }

    public Meter.Type type() {
        return type;
    }

    /** What is counted or measured; empty for a timer, whose unit the registry chooses, and where the name says it. */
    public String unit() {
        return unit;
    }

    /** What it tells, in one line. */
    public String meaning() {
        return meaning;
    }

    /** The keys of its tags, in the order in which their values are given. */
    public List<String> tags() {
        return tags;
    }

    /** A timer with buckets, so that quantiles can be computed over several of them and over several processes. */
    Timer histogram(MeterRegistry registry, String... values) {
        return Timer.builder(meterName)
                .description(meaning)
                .tags(tagged(Meter.Type.TIMER, values))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    Timer timer(MeterRegistry registry, String... values) {
        return Timer.builder(meterName)
                .description(meaning)
                .tags(tagged(Meter.Type.TIMER, values))
                .register(registry);
    }

    Counter counter(MeterRegistry registry, String... values) {
        return Counter.builder(meterName)
                .description(meaning)
                .baseUnit(unit.isEmpty() ? null : unit)
                .tags(tagged(Meter.Type.COUNTER, values))
                .register(registry);
    }

    /** A counter that is read where it is counted already. */
    <T> void counter(MeterRegistry registry, T state, ToDoubleFunction<T> count, String... values) {
        FunctionCounter.builder(meterName, state, count)
                .description(meaning)
                .baseUnit(unit)
                .tags(tagged(Meter.Type.COUNTER, values))
                .register(registry);
    }

    void gauge(MeterRegistry registry, Supplier<Number> value, String... values) {
        Gauge.builder(meterName, value)
                .description(meaning)
                .baseUnit(unit)
                .tags(tagged(Meter.Type.GAUGE, values))
                .register(registry);
    }

    private Tags tagged(Meter.Type asked, String... values) {
        if (asked != type || values.length != tags.size()) {
            throw new IllegalArgumentException(
                    "%s: %s of %d tags (expected: %s of %s)".formatted(this, asked, values.length, type, tags));
        }
        Tags tagged = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tagged = tagged.and(tags.get(i), values[i]);
        }
        return tagged;
    }
}
