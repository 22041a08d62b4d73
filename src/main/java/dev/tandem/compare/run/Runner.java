package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.analysis.LoadPoint;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.MemoryPoint;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.analysis.Usage;
import dev.tandem.compare.analysis.Validity;
import dev.tandem.compare.analysis.Warmth;
import dev.tandem.compare.load.Endpoint;
import dev.tandem.compare.load.Generator;
import dev.tandem.compare.load.Pace;
import dev.tandem.compare.load.Recording;
import dev.tandem.compare.load.Request;
import dev.tandem.compare.load.RequestLoad;
import dev.tandem.compare.load.StreamLoad;
import dev.tandem.compare.load.Subscribers;
import dev.tandem.compare.load.Transport;
import dev.tandem.compare.target.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Runs one scenario against one server: warms it until it has stopped to change, and then measures. */
public final class Runner {
    private static final Duration LONGEST_WINDOW = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FILLED = Duration.ofMinutes(2);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final double LEAST_RATE = 1;
    private static final double FIRST_RATE = 500;
    private static final double STEP_UP = 1.5;
    private static final double KEPT_UP = 0.95;
    private static final Duration DROWNED = Duration.ofMillis(500);
    private static final double MEDIAN = 50;
    private static final double PERCENTILE = 99;

    /** A latency that is only so much longer is as it was before. */
    private static final long NOTHING = TimeUnit.MILLISECONDS.toNanos(2);

    private static final int PUBLISHING_CONNECTIONS = 16;
    private static final int SPARE_CONNECTIONS = 16;

    private final Times times;
    private final Progress progress;
    private final Supplier<Histogram> upstreamLateness;

    /**
     * How long things take.
     *
     * @param measure each measured span
     * @param warmest the longest time to become stationary
     * @param coolest the shortest
     * @param step each step of a calibration
     * @param overload how long there is more than can be done
     */
    public record Times(Duration measure, Duration coolest, Duration warmest, Duration step, Duration overload) {}

    /** Which run it is. */
    public record Place(Side side, int pair, boolean first) {}

    /** @param upstreamLateness of what the upstream has answered since it was asked last, in nanoseconds */
    public Runner(Times times, Progress progress, Supplier<Histogram> upstreamLateness) {
        this.times = times;
        this.progress = progress;
        this.upstreamLateness = upstreamLateness;
    }

    /**
     * In requests a second.
     *
     * @param usual what both can bear
     * @param overload more than either can do, where there is an overload
     */
    public record Rates(double usual, double overload) {}

    /**
     * What was found out of how much can be done.
     *
     * @param curve how throughput and latency answer to load
     * @param faults why that says nothing
     * @param caveats what has to be known beside it
     */
    public record Calibration(List<LoadPoint> curve, List<String> faults, List<String> caveats) {}

    /** Runs it once. */
    public Measurement run(Scenario scenario, Server server, Place place, Rates rates) {
        try (var generator = new Generator("tandem-load")) {
            Outcome outcome = outcome(scenario, generator, server, place, rates);
            List<String> faults = new ArrayList<>(outcome.faults());
            outcome.load()
                    .map(load -> scenario instanceof Scenario.Overload
                            ? Validity.faultsOfOverload(load)
                            : Validity.faults(load))
                    .ifPresent(faults::addAll);
            if (!server.isAlive()) {
                faults.add("The server has ended");
            }
            return new Measurement(
                    scenario.name(),
                    place.side(),
                    place.pair(),
                    place.first(),
                    outcome.load(),
                    outcome.usage(),
                    outcome.memory(),
                    outcome.recovery(),
                    faults);
        }
    }

    private record Outcome(
            Optional<Load> load,
            Usage usage,
            List<MemoryPoint> memory,
            Optional<Duration> recovery,
            List<String> faults) {
        static Outcome none(String why) {
            return new Outcome(Optional.empty(), Usage.UNKNOWN, List.of(), Optional.empty(), List.of(why));
        }
    }

    private Outcome outcome(Scenario scenario, Generator generator, Server server, Place place, Rates rates) {
        Endpoint endpoint = Endpoint.of(server.url());
        try {
            return switch (scenario) {
                case Scenario.Requests requests -> requests(generator, endpoint, requests, server, place, rates);
                case Scenario.Overload overload -> overload(generator, endpoint, overload, server, place, rates);
                case Scenario.FanOut fanOut -> fanOut(generator, endpoint, fanOut, server);
                case Scenario.Idle idle -> idle(generator, endpoint, idle, server);
            };
        } catch (CompletionException e) {
            return Outcome.none(unconnected(e));
        } catch (NothingComesException e) {
            return Outcome.none(e.fault);
        }
    }

    /** Whatever is asked for, nothing comes. */
    private static final class NothingComesException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String fault;

        NothingComesException(String fault) {
            super(fault);
            this.fault = fault;
        }
    }

    private static String unconnected(CompletionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return "The server could not be connected to: " + cause.getMessage();
    }

    private Outcome requests(
            Generator generator,
            Endpoint endpoint,
            Scenario.Requests scenario,
            Server server,
            Place place,
            Rates rates) {
        try (var load = start(generator, endpoint, scenario, rates.usual(), place.pair())) {
            List<String> faults = warm(server, load::record);
            Histogram _ = upstreamLateness.get();
            Measured<CompletableFuture<Recording>> measured =
                    measure(generator, server, times.measure(), () -> load.recordAhead(times.measure()));
            Load seen = load(measured.value().join());
            faults.addAll(Validity.faultsOfUpstream(upstreamLateness.get(), seen));
            faults.addAll(Validity.faultsOfGenerator(measured.generatorNanos(), seen));
            return new Outcome(Optional.of(seen), measured.usage(), List.of(), Optional.empty(), faults);
        }
    }

    private Outcome overload(
            Generator generator,
            Endpoint endpoint,
            Scenario.Overload scenario,
            Server server,
            Place place,
            Rates rates) {
        try (var load = start(generator, endpoint, scenario, rates.usual(), place.pair())) {
            List<String> faults = warm(server, load::record);
            long before = load.record(times.measure()).latency().getValueAtPercentile(PERCENTILE);
            progress.phase("overload");
            load.rate(rates.overload());
            Measured<CompletableFuture<Recording>> measured = measure(
                    generator,
                    server,
                    times.overload(),
                    () -> load.recordAhead(times.overload()),
                    () -> load.rate(rates.usual()));
            CompletableFuture<Optional<Duration>> recovered =
                    load.recoverAhead(Duration.ofNanos(Math.max(2 * before, before + NOTHING)), times.warmest());
            progress.phase("recovery");
            Load overloaded = load(measured.value().join());
            // Who does not recover is told with the longest time: to leave him out would be to his favour.
            Duration recovery = recovered.join().orElse(times.warmest());
            return new Outcome(Optional.of(overloaded), measured.usage(), List.of(), Optional.of(recovery), faults);
        }
    }

    private Outcome fanOut(Generator generator, Endpoint endpoint, Scenario.FanOut scenario, Server server) {
        String body = Request.STAMP + "x".repeat(Math.max(0, scenario.bytes() - Request.STAMP.length()));
        var publisher = new RequestLoad(
                generator,
                endpoint,
                List.of(Request.post(scenario.publish(), "text/plain", body)),
                Pace.even(scenario.messages()),
                PUBLISHING_CONNECTIONS,
                TIMEOUT);
        try (var subscribers = new Subscribers(generator, endpoint, scenario.transport(), scenario.subscribe());
                publisher) {
            progress.phase("subscribing");
            subscribers.open(scenario.subscribers(), scenario.dead());
            publisher.connect(1);
            publisher.start();
            var stream = new StreamLoad(generator, publisher, subscribers);
            List<String> faults = new ArrayList<>();
            if (scenario.dead() > 0) {
                progress.phase("filling those that never read");
                if (!stream.fill(FILLED)) {
                    faults.add("Those that never read could not be filled");
                }
            }
            faults.addAll(warm(server, span -> stream.record(span).delivered()));
            Measured<CompletableFuture<StreamLoad.Delivered>> measured =
                    measure(generator, server, times.measure(), () -> stream.recordAhead(times.measure()));
            Load seen = load(measured.value().join());
            faults.addAll(Validity.faultsOfGenerator(measured.generatorNanos(), seen));
            return new Outcome(Optional.of(seen), measured.usage(), List.of(), Optional.empty(), faults);
        }
    }

    private Outcome idle(Generator generator, Endpoint endpoint, Scenario.Idle scenario, Server server) {
        List<MemoryPoint> memory = new ArrayList<>();
        try (var subscribers = new Subscribers(generator, endpoint, Transport.WEBSOCKET, scenario.subscribe())) {
            for (int count : scenario.counts()) {
                progress.phase("%,d connections".formatted(count));
                subscribers.open(count, 0);
                sleep(SETTLE);
                memory.add(server.memory(count));
            }
            List<String> faults = new ArrayList<>();
            if (subscribers.droppedCount() > 0) {
                faults.add("%d connections were cut off".formatted(subscribers.droppedCount()));
            }
            progress.phase("nothing happens");
            Server.Reading before = server.read();
            sleep(times.measure());
            return new Outcome(Optional.empty(), server.read().since(before), memory, Optional.empty(), faults);
        }
    }

    /**
     * How much can be done at most: the rate is raised step by step until less comes back than is asked for; once for the
     * server to meet each of them, and once more when it is warm at what it will be asked for.
     */
    public Calibration calibrate(Scenario.Requesting scenario, Server server) {
        List<String> faults = new ArrayList<>();
        List<String> caveats = new ArrayList<>();
        List<LoadPoint> points = new ArrayList<>();
        try (var generator = new Generator("tandem-load");
                var load = start(generator, Endpoint.of(server.url()), scenario, FIRST_RATE, 0)) {
            warm(server, load::record);
            List<LoadPoint> cold = new ArrayList<>();
            climb(generator, load, server, cold, new ArrayList<>());
            load.recoverAhead(DROWNED, times.warmest()).join();
            ramp(load, Math.max(LEAST_RATE, Plan.PART_OF_CAPACITY * LoadPoint.capacity(cold)));
            caveats.addAll(warm(server, load::record));
            Load last = climb(generator, load, server, points, caveats);
            if (points.size() == 1 && last.isFailing()) {
                faults.add("At %,.0f a second %,d of %,d failed: %s"
                        .formatted(FIRST_RATE, last.failed(), last.due(), last.howItFailed()));
            }
        } catch (CompletionException e) {
            faults.add(unconnected(e));
        } catch (NothingComesException e) {
            faults.add(e.fault);
        }
        return new Calibration(points, faults, caveats);
    }

    /** Returns what came of the last rate. */
    private Load climb(
            Generator generator, RequestLoad load, Server server, List<LoadPoint> points, List<String> caveats) {
        for (double rate = FIRST_RATE; ; rate *= STEP_UP) {
            progress.phase("calibrating at %,.0f a second".formatted(rate));
            load.rate(rate);
            // What is left over is not to grow while it is waited for.
            Measured<CompletableFuture<Recording>> measured = measure(
                    generator, server, times.step(), () -> load.recordAhead(times.step()), () -> load.rate(FIRST_RATE));
            Load seen = load(measured.value().join());
            points.add(LoadPoint.of(rate, seen, measured.usage()));
            if (!Validity.faultsOfOverload(seen).isEmpty()) {
                caveats.add("at %,.0f a second the generator was late, so more may be possible than is shown"
                        .formatted(rate));
                return seen;
            }
            if (!isKeptUp(seen)) {
                return seen;
            }
        }
    }

    /** Whether as much comes back as is asked for. */
    private static boolean isKeptUp(Load seen) {
        return seen.completed() >= KEPT_UP * seen.due()
                && seen.latency().getValueAtPercentile(MEDIAN) <= DROWNED.toNanos();
    }

    private RequestLoad start(
            Generator generator, Endpoint endpoint, Scenario.Requesting scenario, double rate, int seed) {
        var load = new RequestLoad(
                generator,
                endpoint,
                scenario.mix(),
                Pace.poisson(Math.min(rate, FIRST_RATE), seed),
                scenario.connections(),
                TIMEOUT);
        load.connect(SPARE_CONNECTIONS);
        load.start();
        Validity.faultOfNothing(load(load.record(LONGEST_WINDOW))).ifPresent(fault -> {
            throw new NothingComesException(fault);
        });
        ramp(load, rate);
        return load;
    }

    /**
     * What a server can bear when it is warm drowns it when it is cold, and then it may not come up again for as long as it
     * is asked for so much: so a step up is made when the last is borne, and a step down when it is not.
     */
    private void ramp(RequestLoad load, double rate) {
        long until = System.nanoTime() + times.warmest().toNanos();
        double part = Math.min(rate, FIRST_RATE);
        while (part < rate && System.nanoTime() < until) {
            progress.phase("coming up to %,.0f a second, at %,.0f".formatted(rate, part));
            load.rate(part);
            part = isKeptUp(load(load.record(LONGEST_WINDOW)))
                    ? Math.min(rate, part * STEP_UP)
                    : Math.max(FIRST_RATE, part / STEP_UP);
        }
        load.rate(rate);
    }

    /** Until it is warm; returns what is wrong if that does not come about. */
    private List<String> warm(Server server, Function<Duration, Recording> record) {
        var warmth = new Warmth();
        Duration window = times.coolest().dividedBy(Warmth.WINDOWS);
        Duration each = window.compareTo(LONGEST_WINDOW) > 0 ? LONGEST_WINDOW : window;
        long begin = System.nanoTime();
        while (true) {
            Server.Reading before = server.read();
            Recording recording = record.apply(each);
            warmth.add(
                    (double) recording.latency().getValueAtPercentile(MEDIAN),
                    server.read().since(before));
            long elapsed = System.nanoTime() - begin;
            progress.phase("warming up, %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(elapsed)));
            Optional<String> lack = warmth.lack();
            if (elapsed >= times.coolest().toNanos() && lack.isEmpty()) {
                return new ArrayList<>();
            }
            if (elapsed >= times.warmest().toNanos()) {
                return new ArrayList<>(List.of("%s after %d s of warming up"
                        .formatted(lack.orElseThrow(), times.warmest().toSeconds())));
            }
        }
    }

    /**
     * What came of a span of time.
     *
     * @param value what was begun with it, which may take longer
     * @param usage of the server, in the span
     * @param generatorNanos of CPU that the generator's thread used in it
     */
    private record Measured<T>(T value, Usage usage, long generatorNanos) {}

    /**
     * Begins something that takes a span of time, and does something at its end. What the server uses is read when it has begun
     * and when that is done, its CPU first each time: to ask a JVM takes a while, and is not to make the span longer.
     */
    private static <T> Measured<T> measure(
            Generator generator, Server server, Duration span, Supplier<T> begin, Runnable end) {
        long until = System.nanoTime() + span.toNanos();
        T begun = begin.get();
        Server.Reading before = server.read();
        long busy = generator.cpuNanos();
        sleep(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        end.run();
        return new Measured<>(begun, server.read().since(before), generator.cpuNanos() - busy);
    }

    private static <T> Measured<T> measure(Generator generator, Server server, Duration span, Supplier<T> begin) {
        return measure(generator, server, span, begin, () -> {});
    }

    private static Load load(Recording recording) {
        return new Load(
                recording.span(),
                recording.dueCount(),
                recording.completedCount(),
                recording.answeredCount(),
                recording.errors(),
                recording.latency(),
                recording.lateness(),
                recording.ownLateness(),
                recording.meanInFlight());
    }

    private static Load load(StreamLoad.Delivered delivered) {
        Recording received = delivered.delivered();
        return new Load(
                received.span(),
                delivered.expected(),
                received.completedCount(),
                received.answeredCount(),
                delivered.errors(),
                received.latency(),
                delivered.published().lateness(),
                delivered.published().ownLateness(),
                -1);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
