package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.LoadPoint;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.target.Server;
import dev.tandem.compare.target.ServerStartException;
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

    /** How much of what a server can do at most it is asked for. */
    static final double PART_OF_CAPACITY = 0.5;

    private static final double OVERLOAD = 1.5;

    private final Servers servers;
    private final Calibrator calibrator;
    private final Trial trial;
    private final int pairs;
    private final OptionalDouble fixedRate;
    private final Journal journal;

    /** Finds out how much a server can do. */
    public interface Calibrator {
        Calibration.Found calibrate(Scenario.Requesting scenario, Server server);
    }

    /** Runs a scenario once. */
    public interface Trial {
        Measurement run(Scenario scenario, Server server, Runner.Place place, Runner.Rates rates);
    }

    /** Told of how far it has come. */
    public interface Journal {
        void begin(Scenario scenario, String what);

        void end(Measurement run);
    }

    /**
     * @param pairs of runs for each scenario
     * @param fixedRate of requests a second where a scenario has none of its own; absent for half of what the slower side can do
     */
    public Plan(
            Servers servers, Calibrator calibrator, Trial trial, int pairs, OptionalDouble fixedRate, Journal journal) {
        this.servers = servers;
        this.calibrator = calibrator;
        this.trial = trial;
        this.pairs = pairs;
        this.fixedRate = fixedRate;
        this.journal = journal;
    }

    /** Runs one scenario from its calibration to what can be said of it. */
    public Result run(Scenario scenario) {
        Map<Side, List<LoadPoint>> curves = new EnumMap<>(Side.class);
        List<String> faults = new ArrayList<>();
        List<String> caveats = new ArrayList<>();
        Runner.Rates rates = scenario instanceof Scenario.Requesting requesting
                ? rates(requesting, curves, faults, caveats)
                : new Runner.Rates(0, 0);
        List<Measurement> runs = new ArrayList<>();
        for (int pair = 0; pair < pairs && faults.isEmpty(); pair++) {
            Side first = pair % 2 == 0 ? Side.A : Side.B;
            faults.addAll(run(scenario, rates, new Runner.Place(first, pair, true), runs));
            if (faults.isEmpty()) {
                faults.addAll(run(scenario, rates, new Runner.Place(first.other(), pair, false), runs));
            }
        }
        List<Measurement> good = runs.stream().filter(run -> !run.isVoid()).toList();
        return new Result(scenario, rates.usual(), curves, runs, Comparison.of(good), faults, caveats);
    }

    /** Half of what the slower side can do, unless there is a rate of its own; and more than either can do. */
    private Runner.Rates rates(
            Scenario.Requesting scenario,
            Map<Side, List<LoadPoint>> curves,
            List<String> faults,
            List<String> caveats) {
        OptionalDouble given = scenario.rate().isPresent() ? scenario.rate() : fixedRate;
        if (given.isPresent() && !(scenario instanceof Scenario.Overload)) {
            return new Runner.Rates(given.getAsDouble(), 0);
        }
        for (Side side : Side.values()) {
            journal.begin(scenario, "calibration, " + servers.label(side));
            try (Server server = servers.next(side)) {
                Calibration.Found found = calibrator.calibrate(scenario, server);
                curves.put(side, found.curve());
                found.faults().forEach(fault -> faults.add(servers.label(side) + ": " + fault));
                found.caveats().forEach(caveat -> caveats.add(servers.label(side) + ": " + caveat));
            } catch (ServerStartException e) {
                faults.add(e.getMessage());
            }
        }
        double least =
                curves.values().stream().mapToDouble(LoadPoint::capacity).min().orElse(0);
        double most =
                curves.values().stream().mapToDouble(LoadPoint::capacity).max().orElse(0);
        if (scenario instanceof Scenario.Overload && faults.isEmpty()) {
            caveats.add("both were asked for %,.0f a second, one and a half times what the faster one can do"
                    .formatted(OVERLOAD * most));
        }
        return new Runner.Rates(given.orElse(PART_OF_CAPACITY * least), OVERLOAD * most);
    }

    /** Until it is good, but not for ever; returns what was wrong with the last. */
    private List<String> run(Scenario scenario, Runner.Rates rates, Runner.Place place, List<Measurement> runs) {
        List<String> faults = List.of();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            journal.begin(
                    scenario, "pair %d of %d, %s".formatted(place.pair() + 1, pairs, servers.label(place.side())));
            Measurement run;
            try (Server server = servers.next(place.side())) {
                run = trial.run(scenario, server, place, rates);
            } catch (ServerStartException e) {
                return List.of(e.getMessage());
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
}
