package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Recovery;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.run.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What has to be said beside the results because of what is in them. */
public final class Caveats {
    private static final int FEW_PAIRS = 3;
    private static final double OWN = 0.2;
    private static final double PERCENTILE = 99;

    private Caveats() {}

    /** In the order of the results; empty if there is nothing to say. */
    public static List<String> of(List<Result> results) {
        List<String> caveats = new ArrayList<>();
        for (Result result : results) {
            String name = result.scenario().name();
            if (result.isValid()) {
                few(name, result).ifPresent(caveats::add);
                failed(name, result).ifPresent(caveats::add);
                late(name, result).ifPresent(caveats::add);
                held(name, result).ifPresent(caveats::add);
                unrecovered(name, result).ifPresent(caveats::add);
                voided(name, result).ifPresent(caveats::add);
            } else {
                caveats.add("%s says nothing: its runs were void, again and again.".formatted(name));
            }
            result.caveats().forEach(caveat -> caveats.add("In %s: %s.".formatted(name, caveat)));
        }
        return caveats;
    }

    private static Optional<String> few(String name, Result result) {
        long pairs = Facts.pairs(result);
        return pairs >= FEW_PAIRS
                ? Optional.empty()
                : Optional.of("%s has %s: of so few, hardly any difference can be shown."
                        .formatted(name, Facts.pairsOfRuns(pairs)));
    }

    /** What fails is in no percentile. */
    private static Optional<String> failed(String name, Result result) {
        return good(result).noneMatch(Load::isFailing)
                ? Optional.empty()
                : Optional.of("In %s up to %s of what was due in a run failed: its latency is that of the rest."
                        .formatted(name, Quantity.percent(worst(result, load -> part(load.failed(), load.due())))));
    }

    /** What the generator adds is the same on both sides, and hides what differs. */
    private static Optional<String> late(String name, Result result) {
        double part = worst(
                result,
                load -> part(
                        load.ownLateness().getValueAtPercentile(PERCENTILE),
                        load.latency().getValueAtPercentile(PERCENTILE)));
        return part < OWN
                ? Optional.empty()
                : Optional.of(
                        ("In %s the generator was late: at the percentile 99 by up to %s of the latency, which counts from"
                                        + " the time at which a request was due. The sides may differ by more than is told.")
                                .formatted(name, Quantity.percent(part)));
    }

    /** What waits for a connection is not with the server yet. */
    private static Optional<String> held(String name, Result result) {
        double part = worst(
                result,
                load -> part(
                        load.lateness().getValueAtPercentile(PERCENTILE)
                                - load.ownLateness().getValueAtPercentile(PERCENTILE),
                        load.latency().getValueAtPercentile(PERCENTILE)));
        return part < OWN
                ? Optional.empty()
                : Optional.of(
                        "In %s requests waited for one of %,d connections, at the percentile 99 for up to %s of the latency."
                                .formatted(name, result.scenario().requestConnections(), Quantity.percent(part)));
    }

    /** How much longer it would have taken is not known, and the mean is too short by that. */
    private static Optional<String> unrecovered(String name, Result result) {
        List<Measurement> runs = result.runs().stream()
                .filter(run -> !run.isVoid()
                        && run.recovery()
                                .filter(recovery -> !recovery.isReached())
                                .isPresent())
                .toList();
        long a = runs.stream().filter(run -> run.side() == Side.A).count();
        return runs.stream()
                .flatMap(run -> run.recovery().stream())
                .map(Recovery::time)
                .max(Comparator.naturalOrder())
                .map(time ->
                        "In %s %s of A and %d of B had not recovered after %d s: theirs counts as that, and is longer."
                                .formatted(name, Facts.runs(a), runs.size() - a, time.toSeconds()));
    }

    /** Runs that are made again are chosen by what came of them. */
    private static Optional<String> voided(String name, Result result) {
        long a = voided(result, Side.A);
        long b = voided(result, Side.B);
        return a + b == 0
                ? Optional.empty()
                : Optional.of(
                        "In %s %s of A and %d of B were void, and were made again.".formatted(name, Facts.runs(a), b));
    }

    private static long voided(Result result, Side side) {
        return result.runs().stream()
                .filter(run -> run.isVoid() && run.side() == side)
                .count();
    }

    private static double part(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static double worst(Result result, ToDoubleFunction<Load> value) {
        return good(result).mapToDouble(value).max().orElse(0);
    }

    /** What the generator saw of the runs that are not void. */
    private static Stream<Load> good(Result result) {
        return result.runs().stream()
                .filter(run -> !run.isVoid())
                .map(Measurement::load)
                .flatMap(Optional::stream);
    }
}
