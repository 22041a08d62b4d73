package dev.tandem.compare.analysis;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What each further connection costs: the slope of a straight line through memory over connections, by least squares. What
 * the process takes without any connection is the intercept, and does not count.
 */
final class Slope {
    private static final int LEAST = 3;

    private Slope() {}

    /** Bytes for each connection; absent if there are not at least three points. */
    static OptionalDouble of(List<MemoryPoint> points, Function<MemoryPoint, OptionalLong> bytes) {
        List<MemoryPoint> known =
                points.stream().filter(point -> bytes.apply(point).isPresent()).toList();
        if (known.size() < LEAST) {
            return OptionalDouble.empty();
        }
        double meanX =
                known.stream().mapToInt(MemoryPoint::connections).average().orElseThrow();
        double meanY = known.stream()
                .mapToLong(point -> bytes.apply(point).getAsLong())
                .average()
                .orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (MemoryPoint point : known) {
            double x = point.connections() - meanX;
            covariance += x * (bytes.apply(point).getAsLong() - meanY);
            variance += x * x;
        }
        return variance == 0 ? OptionalDouble.empty() : OptionalDouble.of(covariance / variance);
    }
}
