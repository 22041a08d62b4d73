package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.run.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Everything that was found, and under which circumstances.
 *
 * @param command by which it can be had again, as it was typed
 * @param environment of the machine and of what measured, in the order in which it is to be told
 * @param caveats what the reader has to know before believing any of it, a sentence each
 * @param results in the order in which they were had
 */
public record Report(
        String title,
        Instant begun,
        Instant ended,
        String command,
        Map<String, String> environment,
        Party a,
        Party b,
        List<String> caveats,
        List<Result> results) {
    /**
     * One of the two that are compared.
     *
     * @param label for example {@code event-loop}, or a URL
     * @param configuration by name, as far as it is known
     */
    public record Party(String label, Map<String, String> configuration) {}

    /** What each side has for one name of the configuration; absent where it has nothing by that name. */
    record Setting(String name, Optional<String> a, Optional<String> b) {
        boolean differs() {
            return !a.equals(b);
        }
    }

    /** What may be told of a scenario: of one that is not valid, nothing, whatever its good runs are like. */
    static List<Comparison> told(Result result) {
        return result.isValid() ? result.comparisons() : List.of();
    }

    Party of(Side side) {
        return side == Side.A ? a : b;
    }

    String label(Side side) {
        return of(side).label();
    }

    /** The configuration of both, by name. */
    List<Setting> settings() {
        var names = new TreeSet<>(a.configuration().keySet());
        names.addAll(b.configuration().keySet());
        List<Setting> settings = new ArrayList<>();
        for (String name : names) {
            settings.add(new Setting(
                    name,
                    Optional.ofNullable(a.configuration().get(name)),
                    Optional.ofNullable(b.configuration().get(name))));
        }
        return settings;
    }
}
