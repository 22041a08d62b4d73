package dev.tandem.compare.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** What makes a run say nothing about the server. */
public final class Validity {
    /** Little's law may be missed by so much: the edges of the span, and what was sampled between events. */
    private static final double LITTLE_TOLERANCE = 0.1;

    /** Below that many in flight the law is only noise. */
    private static final double LITTLE_LEAST = 5;

    private static final double SATURATED = 0.9;
    private static final double LATE_PERCENTILE = 99;
    private static final double NANOS_IN_MILLI = 1e6;

    /** A timer of the operating system is this late now and then by itself. */
    private static final double LATE_MILLIS = 5;

    private Validity() {}

    /** What is wrong with a run: empty if nothing is. */
    public static List<String> faults(Load load) {
        List<String> faults = faultsOfOverload(load);
        littleFault(load, faults);
        return faults;
    }

    /** The same of one in which more comes than goes, of which Little's law says nothing. */
    public static List<String> faultsOfOverload(Load load) {
        List<String> faults = new ArrayList<>();
        faultOfLateness(load).ifPresent(faults::add);
        faultOfNothing(load).ifPresent(faults::add);
        return faults;
    }

    /** That of a generator that was late by more than a moment, and by more than half of the latency. */
    public static Optional<String> faultOfLateness(Load load) {
        double late = load.ownLateness().getValueAtPercentile(LATE_PERCENTILE) / NANOS_IN_MILLI;
        double latency = load.latency().getValueAtPercentile(LATE_PERCENTILE) / NANOS_IN_MILLI;
        return late > Math.max(LATE_MILLIS, latency / 2)
                ? Optional.of(
                        "The generator was late: 1 %% of what was due was noticed more than %.1f ms after its time"
                                .formatted(late))
                : Optional.empty();
    }

    /** That of one in which all was in vain. */
    public static Optional<String> faultOfNothing(Load load) {
        return load.due() > 0 && load.completed() == 0
                ? Optional.of("Nothing came to a good end: %s".formatted(load.howItFailed()))
                : Optional.empty();
    }

    /** That of an upstream that answered later than it was asked to, which is not the server's fault. */
    public static List<String> faultsOfUpstream(Histogram lateness, Load load) {
        double late = lateness.getValueAtPercentile(LATE_PERCENTILE) / NANOS_IN_MILLI;
        double latency = load.latency().getValueAtPercentile(LATE_PERCENTILE) / NANOS_IN_MILLI;
        return late > Math.max(LATE_MILLIS, latency / 2)
                ? List.of("The upstream was late: 1 %% of its answers came more than %.1f ms after their time"
                        .formatted(late))
                : List.of();
    }

    /** That of a generator that was busy all the time: then it is what was measured. */
    public static List<String> faultsOfGenerator(long cpuNanos, Load load) {
        double busy = cpuNanos / 1e9 / load.seconds();
        return busy > SATURATED
                ? List.of("The generator was saturated: its thread was busy for %.0f %% of the time"
                        .formatted(busy * 100))
                : List.of();
    }

    /** How many are in flight is how many come, times how long each stays (Little, 1961); those that fail stay, too. */
    private static void littleFault(Load load, List<String> faults) {
        double expected =
                load.throughput() * load.latency().getMean() / 1e9 + load.failedNanos() / 1e9 / load.seconds();
        double seen = load.meanInFlight();
        if (seen >= 0
                && Math.max(expected, seen) >= LITTLE_LEAST
                && Math.abs(expected - seen) > LITTLE_TOLERANCE * Math.max(expected, seen)) {
            faults.add("Little's law does not hold: %.1f in flight, but %.1f by throughput and latency"
                    .formatted(seen, expected));
        }
    }
}
