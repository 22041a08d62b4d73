package dev.tandem.compare.run;

import dev.tandem.compare.target.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** Limits that would decide a comparison instead of the models, and whatever else the sides do not have in common. */
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
        // A server keeps a tenth of its files for other things, and 256 at least; and there may be an upstream behind
        // each.
        int kept = Math.max(Math.ceilDiv(scenario.connections(), 9), 256);
        int others = scenario instanceof Scenario.Requesting ? Math.max(scenario.connections(), kept) : kept;
        int files = scenario.connections() + others + SPARE;
        number(configuration, "tandem.server.max-connections")
                .filter(max -> max > 0 && max < wanted)
                .ifPresent(max -> found.add("tandem.server.max-connections is %d, and %s needs %d connections"
                        .formatted(max, scenario.name(), wanted)));
        number(configuration, Server.MAX_OPEN_FILES)
                .filter(max -> max < files)
                .ifPresent(max -> found.add(
                        "A process may have %d open files, and %s needs %d".formatted(max, scenario.name(), files)));
        number(configuration, "tandem.server.max-keep-alive-requests")
                .filter(max -> max > 0)
                .ifPresent(max -> found.add(
                        "tandem.server.max-keep-alive-requests is %d: connections would be made anew".formatted(max)));
        return found;
    }

    /** The names of what the sides are configured differently with, other than which model they serve. */
    public static List<String> differences(Map<String, String> a, Map<String, String> b) {
        var names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        return names.stream()
                .filter(name -> !name.equals("tandem.models"))
                .filter(name -> !Objects.equals(a.get(name), b.get(name)))
                .toList();
    }

    private static Optional<Long> number(Map<String, String> configuration, String name) {
        String value = configuration.getOrDefault(name, "");
        return value.matches("-?\\d{1,18}") ? Optional.of(Long.parseLong(value)) : Optional.empty();
    }
}
