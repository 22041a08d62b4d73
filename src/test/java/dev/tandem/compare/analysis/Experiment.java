package dev.tandem.compare.analysis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Runs that never were, in pairs: what B has of a metric is what A has, times a known effect, and each value is disturbed by
 * noise of its own. The same seed makes the same runs.
 */
public final class Experiment {
    private static final Duration SPAN = Duration.ofSeconds(10);
    private static final int REQUESTS = 20_000;
    private static final double NINES = 4;
    private static final double STEP = 0.05;
    private static final int DIGITS = 2; // A third makes it eight times as large, and there are many.
    private static final Histogram LATENESS = new Histogram(DIGITS);
    private static final int[] CONNECTIONS = {2_500, 5_000, 10_000};

    static {
        LATENESS.recordValueWithCount(90_000, REQUESTS);
    }

    private final Random random;
    private final int pairs;
    private final Map<Metric, Double> effects = new EnumMap<>(Metric.class);
    private double noise = 0.03;

    public Experiment(long seed, int pairs) {
        random = new Random(seed);
        this.pairs = pairs;
    }

    /** The standard deviation of the logarithm of each value; 0.03 if nothing is said. */
    public Experiment noise(double deviation) {
        noise = deviation;
        return this;
    }

    /** What B has of it, divided by what A has. Of {@code P50}: all of the latency; of {@code P999}: its tail alone. */
    public Experiment effect(Metric metric, double ratio) {
        effects.put(metric, ratio);
        return this;
    }

    /** Runs in which requests are made. */
    public List<Measurement> runs() {
        List<Measurement> runs = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            for (Side side : Side.values()) {
                long completed = (long) value(Metric.THROUGHPUT, side, REQUESTS);
                runs.add(new Measurement(
                        "requests",
                        side,
                        pair,
                        side == Side.A == (pair % 2 == 0),
                        Optional.of(load(side, completed)),
                        usage(side, completed),
                        List.of(),
                        Optional.empty(),
                        List.of()));
            }
        }
        return runs;
    }

    /** Runs in which connections are opened, and nothing else. */
    public List<Measurement> idleRuns() {
        List<Measurement> runs = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            for (Side side : Side.values()) {
                runs.add(new Measurement(
                        "idle",
                        side,
                        pair,
                        side == Side.A == (pair % 2 == 0),
                        Optional.empty(),
                        Usage.UNKNOWN,
                        memory(side),
                        Optional.empty(),
                        List.of()));
            }
        }
        return runs;
    }

    private List<MemoryPoint> memory(Side side) {
        double heapEach = value(Metric.HEAP_EACH, side, 4_100);
        double residentEach = value(Metric.RSS_EACH, side, 9_300);
        List<MemoryPoint> points = new ArrayList<>();
        for (int connections : CONNECTIONS) {
            points.add(new MemoryPoint(
                    connections,
                    OptionalLong.of((long) (31e6 + connections * heapEach * disturbance(noise / 4))),
                    OptionalLong.of((long) (180e6 + connections * residentEach * disturbance(noise / 4)))));
        }
        return points;
    }

    private Usage usage(Side side, long completed) {
        return new Usage(
                OptionalDouble.of(completed * value(Metric.CPU, side, 160e-6)),
                OptionalLong.of((long) (completed * value(Metric.ALLOCATED, side, 6_000))),
                OptionalDouble.of(value(Metric.GC, side, 0.08)),
                OptionalDouble.of(0.02),
                OptionalLong.of((long) value(Metric.THREADS, side, 40)));
    }

    private Load load(Side side, long completed) {
        return new Load(
                SPAN,
                completed,
                completed,
                completed,
                new TreeMap<>(),
                0,
                latency(side, completed),
                LATENESS,
                LATENESS,
                -1);
    }

    /** Each further nine takes longer by a factor, and that factor grows. */
    private Histogram latency(Side side, long count) {
        double typical = value(Metric.P50, side, 1.4e6);
        double tail = value(Metric.P999, side, 1);
        var latency = new Histogram(DIGITS);
        double beyond = 1;
        for (double nines = STEP; nines <= NINES; nines += STEP) {
            double next = Math.pow(10, -nines);
            double nanos = typical * Math.exp(0.4 * nines + 0.12 * (tail - 0.2) * nines * nines);
            latency.recordValueWithCount((long) nanos, Math.round((beyond - next) * count));
            beyond = next;
        }
        return latency;
    }

    private double value(Metric metric, Side side, double base) {
        return base * (side == Side.B ? effects.getOrDefault(metric, 1.0) : 1) * disturbance(noise);
    }

    private double disturbance(double deviation) {
        return Math.exp(deviation * random.nextGaussian());
    }
}
