package dev.tandem.compare.analysis;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * An estimate, and between which values the truth is, with so much confidence.
 *
 * @param confidence for example 0.95
 */
public record Interval(double low, double estimate, double high, double confidence) {
    private static final int LEAST = 2;

    /**
     * The mean of values that were drawn independently, by Student's t.
     *
     * @param values at least two
     */
    static Interval ofMean(double[] values, double confidence) {
        if (values.length < LEAST) {
            throw new IllegalArgumentException("values: %d (expected: at least %d)".formatted(values.length, LEAST));
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double error = Math.sqrt(squares / (values.length - 1) / values.length);
        double half = error * TDistribution.of(values.length - 1).inverseSurvivalProbability((1 - confidence) / 2);
        return new Interval(mean - half, mean, mean + half, confidence);
    }

    /** The same on a scale on which ratios are differences. */
    Interval exp() {
        return new Interval(Math.exp(low), Math.exp(estimate), Math.exp(high), confidence);
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
