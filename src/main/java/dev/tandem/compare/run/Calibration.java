package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.analysis.LoadPoint;
import dev.tandem.compare.analysis.Validity;
import dev.tandem.compare.load.Endpoint;
import dev.tandem.compare.load.Generator;
import dev.tandem.compare.load.Recording;
import dev.tandem.compare.load.RequestLoad;
import dev.tandem.compare.target.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Finds out how much a server can do, so that it can be asked for a part of that. */
public final class Calibration implements Plan.Calibrator {
    private static final double LEAST_RATE = 1;

    /** A rate is tried so often before it is believed that the generator can't make it. */
    private static final int TRIES = 3;

    private final Times times;
    private final Progress progress;
    private final WarmUp warmUp;

    public Calibration(Times times, Progress progress) {
        this.times = times;
        this.progress = progress;
        warmUp = new WarmUp(times, progress);
    }

    /**
     * What was found out of how much can be done.
     *
     * @param curve how throughput and latency answer to load
     * @param faults why that says nothing
     * @param caveats what has to be known beside it
     */
    public record Found(List<LoadPoint> curve, List<String> faults, List<String> caveats) {}

    /**
     * How much can be done at most: the rate is raised step by step until less comes back than is asked for; once for the
     * server to meet each of them, and once more when it is warm at what it will be asked for.
     */
    @Override
    public Found calibrate(Scenario.Requesting scenario, Server server) {
        List<String> faults = new ArrayList<>();
        List<String> caveats = new ArrayList<>();
        List<LoadPoint> points = new ArrayList<>();
        try (var generator = new Generator("tandem-load");
                var load = warmUp.start(generator, Endpoint.of(server.url()), scenario, WarmUp.FIRST_RATE, 0)) {
            warmUp.untilWarm(server, load::record);
            List<LoadPoint> cold = new ArrayList<>();
            climb(generator, load, server, cold, new ArrayList<>());
            load.recoverAhead(WarmUp.DROWNED, times.warmest()).join();
            warmUp.ramp(load, Math.max(LEAST_RATE, Plan.PART_OF_CAPACITY * LoadPoint.capacity(cold)));
            caveats.addAll(warmUp.untilWarm(server, load::record));
            Load last = climb(generator, load, server, points, caveats);
            if (points.size() == 1 && last.isFailing()) {
                faults.add("At %,.0f a second %,d of %,d failed: %s"
                        .formatted(WarmUp.FIRST_RATE, last.failed(), last.due(), last.howItFailed()));
            }
        } catch (CompletionException | FaultException e) {
            faults.add(FaultException.faultOf(e));
        }
        return new Found(points, faults, caveats);
    }

    /** Returns what came of the last rate. */
    private Load climb(
            Generator generator, RequestLoad load, Server server, List<LoadPoint> points, List<String> caveats) {
        for (double rate = WarmUp.FIRST_RATE; ; rate *= WarmUp.STEP_UP) {
            progress.phase("calibrating at %,.0f a second".formatted(rate));
            Step step = step(generator, load, server, rate);
            for (int tries = 1; step.isLate() && tries < TRIES; tries++) {
                step = step(generator, load, server, rate);
            }
            points.add(step.point());
            if (step.isLate()) {
                caveats.add("at %,.0f a second the generator was late, so more may be possible than is shown"
                        .formatted(rate));
                return step.seen();
            }
            if (!WarmUp.isKeptUp(step.seen())) {
                return step.seen();
            }
        }
    }

    /** What came of one rate. */
    private record Step(Load seen, LoadPoint point) {
        boolean isLate() {
            return Validity.faultOfLateness(seen).isPresent();
        }
    }

    private Step step(Generator generator, RequestLoad load, Server server, double rate) {
        // What is left over is not to grow while it is waited for.
        Measured<CompletableFuture<Recording>> measured = Measured.of(
                List.of(generator),
                server,
                times.step(),
                () -> {
                    load.rate(rate);
                    return load.recordAhead(times.step());
                },
                () -> load.rate(WarmUp.FIRST_RATE));
        Load seen = Loads.of(measured.value().join());
        return new Step(seen, LoadPoint.of(rate, seen, measured.usage()));
    }
}
