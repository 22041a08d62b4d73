package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.MemoryPoint;
import dev.tandem.compare.analysis.Recovery;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.analysis.Usage;
import dev.tandem.compare.analysis.Validity;
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
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Runs one scenario against one server: warms it up, and then measures. */
public final class Runner implements Plan.Trial {
    private static final Duration FILLED = Duration.ofMinutes(2);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final double PERCENTILE = 99;

    /** A latency that is only so much longer is as it was before. */
    private static final long NOTHING = TimeUnit.MILLISECONDS.toNanos(2);

    private final Times times;
    private final Progress progress;
    private final WarmUp warmUp;
    private final Supplier<Histogram> upstreamLateness;

    /** Which run it is. */
    public record Place(Side side, int pair, boolean first) {}

    /** @param upstreamLateness of what the upstream has answered since it was asked last, in nanoseconds */
    public Runner(Times times, Progress progress, Supplier<Histogram> upstreamLateness) {
        this.times = times;
        this.progress = progress;
        warmUp = new WarmUp(times, progress);
        this.upstreamLateness = upstreamLateness;
    }

    /**
     * In requests a second.
     *
     * @param usual what both can bear
     * @param overload more than either can do, where there is an overload
     */
    public record Rates(double usual, double overload) {}

    @Override
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
            Optional<Recovery> recovery,
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
        } catch (CompletionException | FaultException e) {
            return Outcome.none(FaultException.faultOf(e));
        }
    }

    private Outcome requests(
            Generator generator,
            Endpoint endpoint,
            Scenario.Requests scenario,
            Server server,
            Place place,
            Rates rates) {
        try (var load = warmUp.start(generator, endpoint, scenario, rates.usual(), place.pair())) {
            List<String> faults = warmUp.untilWarm(server, load::record);
            Histogram _ = upstreamLateness.get();
            Measured<CompletableFuture<Recording>> measured =
                    Measured.of(List.of(generator), server, times.measure(), () -> load.recordAhead(times.measure()));
            Load seen = Loads.of(measured.value().join());
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
        try (var load = warmUp.start(generator, endpoint, scenario, rates.usual(), place.pair())) {
            List<String> faults = warmUp.untilWarm(server, load::record);
            long before = load.record(times.measure()).latency().getValueAtPercentile(PERCENTILE);
            Duration asBefore = Duration.ofNanos(Math.max(2 * before, before + NOTHING));
            CompletableFuture<Optional<Duration>> recovered = new CompletableFuture<>();
            progress.phase("overload");
            Measured<CompletableFuture<Recording>> measured = Measured.of(
                    List.of(generator),
                    server,
                    times.overload(),
                    () -> {
                        load.rate(rates.overload());
                        return load.recordAhead(times.overload());
                    },
                    () -> {
                        load.rate(rates.usual());
                        CompletableFuture<Void> _ =
                                load.recoverAhead(asBefore, times.warmest()).thenAccept(recovered::complete);
                    });
            progress.phase("recovery");
            Load overloaded = Loads.of(measured.value().join());
            // Who does not recover is told with the longest time: to leave him out would be to his favour.
            Recovery recovery = recovered
                    .join()
                    .map(time -> new Recovery(time, true))
                    .orElseGet(() -> new Recovery(times.warmest(), false));
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
                scenario.requestConnections(),
                WarmUp.TIMEOUT);
        try (var receivers = new Receivers(generator, endpoint, scenario);
                publisher) {
            progress.phase("subscribing");
            receivers.open();
            publisher.connect(1);
            publisher.start();
            var stream = new StreamLoad(generator, publisher, receivers.subscribers());
            List<String> faults = new ArrayList<>();
            if (scenario.dead() > 0) {
                progress.phase("filling those that never read");
                if (!stream.fill(FILLED)) {
                    faults.add("Those that never read could not be filled");
                }
            }
            faults.addAll(warmUp.untilWarm(server, span -> stream.record(span).delivered()));
            Measured<CompletableFuture<StreamLoad.Delivered>> measured = Measured.of(
                    receivers.generators(), server, times.measure(), () -> stream.recordAhead(times.measure()));
            Load seen = Loads.of(measured.value().join());
            faults.addAll(receivers.faults());
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
                Measured.sleep(SETTLE);
                memory.add(server.memory(count));
            }
            List<String> faults = new ArrayList<>();
            if (subscribers.droppedCount() > 0) {
                faults.add("%d connections were cut off".formatted(subscribers.droppedCount()));
            }
            progress.phase("nothing happens");
            Measured<Boolean> measured = Measured.of(List.of(generator), server, times.measure(), () -> true);
            return new Outcome(Optional.empty(), measured.usage(), memory, Optional.empty(), faults);
        }
    }
}
