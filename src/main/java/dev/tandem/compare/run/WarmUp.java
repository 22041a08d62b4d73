package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.analysis.Validity;
import dev.tandem.compare.analysis.Warmth;
import dev.tandem.compare.load.Endpoint;
import dev.tandem.compare.load.Generator;
import dev.tandem.compare.load.Pace;
import dev.tandem.compare.load.Recording;
import dev.tandem.compare.load.RequestLoad;
import dev.tandem.compare.target.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** What comes before anything is measured: a server gets to the rate that it is asked for, and becomes warm. */
final class WarmUp {
    /** What any server should bear, in requests a second. */
    static final double FIRST_RATE = 500;

    static final double STEP_UP = 1.5;

    /** Who takes longer for a typical request has more to do than it can. */
    static final Duration DROWNED = Duration.ofMillis(500);

    /** What has not been answered by then has failed. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration LONGEST_WINDOW = Duration.ofSeconds(1);
    private static final double KEPT_UP = 0.95;
    private static final double MEDIAN = 50;
    private static final int SPARE_CONNECTIONS = 16;

    private final Times times;
    private final Progress progress;

    WarmUp(Times times, Progress progress) {
        this.times = times;
        this.progress = progress;
    }

    /** Begins to ask, when it is seen that something comes to a good end, and comes up to the rate. */
    RequestLoad start(Generator generator, Endpoint endpoint, Scenario.Requesting scenario, double rate, int seed) {
        var load = new RequestLoad(
                generator,
                endpoint,
                scenario.mix(),
                Pace.poisson(Math.min(rate, FIRST_RATE), seed),
                scenario.connections(),
                TIMEOUT);
        load.connect(SPARE_CONNECTIONS);
        load.start();
        Validity.faultOfNothing(Loads.of(load.record(LONGEST_WINDOW))).ifPresent(fault -> {
            throw new FaultException(fault);
        });
        ramp(load, rate);
        return load;
    }

    /**
     * What a server can bear when it is warm drowns it when it is cold, and then it may not come up again for as long as it
     * is asked for so much: so a step up is made when the last is borne, and a step down when it is not.
     */
    void ramp(RequestLoad load, double rate) {
        long until = System.nanoTime() + times.warmest().toNanos();
        double part = Math.min(rate, FIRST_RATE);
        while (part < rate && System.nanoTime() < until) {
            progress.phase("coming up to %,.0f a second, at %,.0f".formatted(rate, part));
            load.rate(part);
            part = isKeptUp(Loads.of(load.record(LONGEST_WINDOW)))
                    ? Math.min(rate, part * STEP_UP)
                    : Math.max(FIRST_RATE, part / STEP_UP);
        }
        load.rate(rate);
    }

    /** Until it is warm; returns what is wrong if that does not come about. */
    List<String> untilWarm(Server server, Function<Duration, Recording> record) {
        Duration part = times.coolest().dividedBy(Warmth.WINDOWS);
        Duration each = part.compareTo(LONGEST_WINDOW) > 0 ? LONGEST_WINDOW : part;
        var warmth = new Warmth(each);
        long begin = System.nanoTime();
        while (true) {
            Server.Used<Window> window = server.during(() -> Window.of(() -> record.apply(each)));
            warmth.add(
                    (double) window.value().recording().latency().getValueAtPercentile(MEDIAN),
                    window.value().nanos(),
                    window.usage());
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

    /** What was recorded, and how long that took: until the last of it was answered. */
    private record Window(Recording recording, long nanos) {
        static Window of(Supplier<Recording> record) {
            long begin = System.nanoTime();
            Recording recording = record.get();
            return new Window(recording, System.nanoTime() - begin);
        }
    }

    /** Whether as much comes back as is asked for. */
    static boolean isKeptUp(Load seen) {
        return seen.completed() >= KEPT_UP * seen.due()
                && seen.latency().getValueAtPercentile(MEDIAN) <= DROWNED.toNanos();
    }
}
