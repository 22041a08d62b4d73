package dev.tandem.compare.load;

import java.util.SplittableRandom;

/**
 * When things are meant to happen, whatever becomes of them. Arrivals that have nothing to do with each other are a Poisson
 * process: the times between them are exponential. What is sent by a clock is even.
 */
public final class Pace {
    private static final double NANOS = 1e9;

    private final SplittableRandom random;
    private final boolean even;
    private double perNano;

    private Pace(double perSecond, boolean even, long seed) {
        this.even = even;
        random = new SplittableRandom(seed);
        set(perSecond);
    }

    /** Independent arrivals; the same seed makes the same ones. */
    public static Pace poisson(double perSecond, long seed) {
        return new Pace(perSecond, false, seed);
    }

    /** One after the other, evenly. */
    public static Pace even(double perSecond) {
        return new Pace(perSecond, true, 0);
    }

    void set(double perSecond) {
        if (!(perSecond > 0 && perSecond < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("perSecond: %s (expected: > 0)".formatted(perSecond));
        }
        perNano = perSecond / NANOS;
    }

    /** The time until the next one, in nanoseconds. */
    long nextNanos() {
        double gaps = even ? 1 : -Math.log1p(-random.nextDouble());
        return Math.round(gaps / perNano);
    }
}
