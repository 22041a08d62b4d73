package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.LoadPoint;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.target.Server;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * In which order everything is run: A B, B A, A B and so on, so that what drifts with time, the machine's temperature or its
 * neighbours, does to each side what it does to the other.
 */
public final class Plan {
    private static final int TRIES = 3;
    private static final double PART_OF_CAPACITY = 0.5;

    private final Servers servers;
    private final Runner runner;
    private final int pairs;
    private final OptionalDouble fixedRate;
    private final Journal journal;

    /** Told of how far it has come. */
    public interface Journal {
        void begin(Scenario scenario, String what);

        void end(Measurement run);
    }

    /**
     * @param pairs of runs for each scenario
     * @param fixedRate of requests a second where a scenario has none of its own; absent for half of what the slower side can do
     */
    public Plan(Servers servers, Runner runner, int pairs, OptionalDouble fixedRate, Journal journal) {
        this.servers = servers;
        this.runner = runner;
        this.pairs = pairs;
        this.fixedRate = fixedRate;
        this.journal = journal;
    }

    /** Runs one scenario from its calibration to what can be said of it. */
    public Result run(Scenario scenario) {
        Map<Side, List<LoadPoint>> curves = new EnumMap<>(Side.class);
        double rate = 0;
        if (scenario instanceof Scenario.Requesting requesting) {
            rate = requesting.rate().orElse(fixedRate.orElse(0));
            if (rate == 0) {
                for (Side side : Side.values()) {
                    journal.begin(scenario, "calibration, " + servers.label(side));
                    try (Server server = servers.next(side)) {
                        curves.put(side, runner.calibrate(requesting, server));
                    }
                }
                rate = PART_OF_CAPACITY
                        * curves.values().stream()
                                .mapToDouble(Plan::capacity)
                                .min()
                                .orElse(0);
            }
        }
        List<Measurement> runs = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        if (curves.values().stream().anyMatch(curve -> capacity(curve) == 0)) {
            faults.add("Nothing came to a good end while it was tried how much can be done");
        }
        for (int pair = 0; pair < pairs && faults.isEmpty(); pair++) {
            Side first = pair % 2 == 0 ? Side.A : Side.B;
            faults.addAll(run(scenario, rate, new Runner.Place(first, pair, true), runs));
            if (faults.isEmpty()) {
                faults.addAll(run(scenario, rate, new Runner.Place(first.other(), pair, false), runs));
            }
        }
        List<Measurement> good = runs.stream().filter(run -> !run.isVoid()).toList();
        return new Result(scenario, rate, curves, runs, Comparison.of(good), faults);
    }

    /** Until it is good, but not for ever; returns what was wrong with the last. */
    private List<String> run(Scenario scenario, double rate, Runner.Place place, List<Measurement> runs) {
        List<String> faults = List.of();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            journal.begin(
                    scenario, "pair %d of %d, %s".formatted(place.pair() + 1, pairs, servers.label(place.side())));
            Measurement run;
            try (Server server = servers.next(place.side())) {
                run = runner.run(scenario, server, place, rate);
            }
            runs.add(run);
            journal.end(run);
            faults = run.faults();
            if (faults.isEmpty()) {
                return faults;
            }
        }
        return faults;
    }

    private static double capacity(List<LoadPoint> curve) {
        return curve.stream().mapToDouble(LoadPoint::throughput).max().orElse(0);
    }
}
