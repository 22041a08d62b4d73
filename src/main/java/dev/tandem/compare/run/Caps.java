package dev.tandem.compare.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Limits that would decide a comparison instead of the models. Of what the two sides were configured with, whatever differs
 * does so too.
 */
public final class Caps {
    private static final int SPARE = 100;

    private Caps() {}

    /**
     * What stands in the way of a scenario.
     *
     * @param configuration of one side; what it does not name is not checked
     */
    public static List<String> inTheWay(Scenario scenario, Map<String, String> configuration) {
        List<String> found = new ArrayList<>();
        int wanted = scenario.connections() + SPARE;
        number(configuration, "tandem.server.max-connections")
                .filter(max -> max < wanted)
                .ifPresent(max -> found.add("tandem.server.max-connections is %d, and %s needs %d connections"
                        .formatted(max, scenario.name(), wanted)));
        number(configuration, "open files, maximum")
                .filter(max -> max < wanted)
                .ifPresent(max -> found.add(
                        "A process may have %d open files, and %s needs %d".formatted(max, scenario.name(), wanted)));
        number(configuration, "tandem.server.max-keep-alive-requests")
                .filter(max -> max > 0)
                .ifPresent(max -> found.add(
                        "tandem.server.max-keep-alive-requests is %d: connections would be made anew".formatted(max)));
        return found;
    }

    /** What the sides were not configured the same with, as text. */
    public static Map<String, String> differences(Map<String, String> a, Map<String, String> b) {
        Map<String, String> different = new TreeMap<>();
        var names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        for (String name : names) {
            String ofA = a.getOrDefault(name, "(not told)");
            String ofB = b.getOrDefault(name, "(not told)");
            if (!ofA.equals(ofB)) {
                different.put(name, "%s, %s".formatted(ofA, ofB));
            }
        }
        return different;
    }

    private static Optional<Long> number(Map<String, String> configuration, String name) {
        String value = configuration.getOrDefault(name, "");
        return value.matches("-?\\d{1,18}") ? Optional.of(Long.parseLong(value)) : Optional.empty();
    }
}
