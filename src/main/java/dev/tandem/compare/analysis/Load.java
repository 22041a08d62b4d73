package dev.tandem.compare.analysis;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What the generator saw of one run.
 *
 * @param span over which things were due
 * @param due how many requests, or deliveries, were due
 * @param completed how many of them came to a good end
 * @param answered how many good ends came within the span, whenever they were due: what was done in it
 * @param errors how many came to which bad end
 * @param failedNanos for how long those that came to a bad end were in flight, from the intended time, added up
 * @param latency from the intended time to the end, in nanoseconds
 * @param lateness from the intended time to that of sending, in nanoseconds: the generator's own fault, or a lack of
 *     connections
 * @param ownLateness the generator's own part of it
 * @param meanInFlight how many were due and not yet answered, on average, sampled by a clock; negative where it makes no sense
 */
public record Load(
        Duration span,
        long due,
        long completed,
        long answered,
        SortedMap<String, Long> errors,
        long failedNanos,
        Histogram latency,
        Histogram lateness,
        Histogram ownLateness,
        double meanInFlight) {
    private static final double NANOS = 1e9;
    private static final double MOST_FAILED = 0.001;

    public double seconds() {
        return span.toNanos() / NANOS;
    }

    /** Good ends in a second. */
    public double throughput() {
        return answered / seconds();
    }

    /** Whether so much failed that what succeeded does not stand for all of it. */
    public boolean isFailing() {
        return failed() > MOST_FAILED * due;
    }

    /** In words, most often first: {@code 100 status_404, 7 timeout}. */
    public String howItFailed() {
        return errors.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(error -> "%,d %s".formatted(error.getValue(), error.getKey()))
                .collect(Collectors.joining(", "));
    }

    /** What did not come to a good end, whether that was noticed or not. */
    public long failed() {
        return Math.max(
                due - completed,
                errors.values().stream().mapToLong(Long::longValue).sum());
    }
}
