package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.run.Result;
import java.util.ArrayList;
import java.util.List;

/** Under which circumstances a scenario was run, in a line. */
final class Facts {
    private Facts() {}

    static String of(Result result) {
        long voided = result.runs().stream().filter(Measurement::isVoid).count();
        List<String> facts = new ArrayList<>();
        facts.add(pairsOfRuns(pairs(result)));
        if (result.rate() > 0) {
            facts.add("%s requests a second".formatted(Quantity.number(result.rate())));
        }
        facts.add("up to %,d connections".formatted(result.scenario().connections()));
        if (voided > 0) {
            facts.add(runs(voided) + (voided == 1 ? " was void" : " were void"));
        }
        return String.join(", ", facts);
    }

    static String runs(long count) {
        return count == 1 ? "1 run" : "%d runs".formatted(count);
    }

    static String pairsOfRuns(long pairs) {
        return pairs == 1 ? "1 pair of runs" : "%d pairs of runs".formatted(pairs);
    }

    /** How many pairs both runs of which are good. */
    static long pairs(Result result) {
        return result.runs().stream()
                .filter(run -> !run.isVoid())
                .map(Measurement::pair)
                .distinct()
                .filter(pair -> result.runs().stream()
                                .filter(run -> !run.isVoid() && run.pair() == pair)
                                .map(Measurement::side)
                                .distinct()
                                .count()
                        == 2)
                .count();
    }
}
