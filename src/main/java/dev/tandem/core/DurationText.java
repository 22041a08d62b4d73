package dev.tandem.core;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Durations as people are told them, and as they may write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}. */
public final class DurationText {
    private static final Map<ChronoUnit, String> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put(ChronoUnit.HOURS, "h");
        UNITS.put(ChronoUnit.MINUTES, "m");
        UNITS.put(ChronoUnit.SECONDS, "s");
        UNITS.put(ChronoUnit.MILLIS, "ms");
    }

    private DurationText() {}

    /** So many of the largest unit that divides it; ISO-8601 where none does. */
    public static String of(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        for (var unit : UNITS.entrySet()) {
            Duration one = unit.getKey().getDuration();
            long count = duration.dividedBy(one);
            if (duration.equals(one.multipliedBy(count))) {
                return count + unit.getValue();
            }
        }
        return duration.toString();
    }
}
