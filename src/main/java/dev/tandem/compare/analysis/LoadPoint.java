package dev.tandem.compare.analysis;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a server makes of a rate of requests.
 *
 * @param offered requests a second
 * @param throughput good answers a second
 * @param p50 of the latency, in milliseconds
 * @param p99 of the latency, in milliseconds
 * @param cores how many cores the server was busy on; absent if that can't be known
 */
public record LoadPoint(double offered, double throughput, double p50, double p99, OptionalDouble cores) {
    private static final double NANOS_IN_MILLI = 1e6;

    public static LoadPoint of(double offered, Load load, Usage usage) {
        return new LoadPoint(
                offered,
                load.throughput(),
                load.latency().getValueAtPercentile(50) / NANOS_IN_MILLI,
                load.latency().getValueAtPercentile(99) / NANOS_IN_MILLI,
                usage.cpuSeconds().isPresent()
                        ? OptionalDouble.of(usage.cpuSeconds().getAsDouble() / load.seconds())
                        : OptionalDouble.empty());
    }

    /** The most good answers a second of all that it was asked for; 0 of nothing. */
    public static double capacity(List<LoadPoint> curve) {
        return curve.stream().mapToDouble(LoadPoint::throughput).max().orElse(0);
    }
}
