package dev.tandem.compare.analysis;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether a server that is warming up has stopped to change: over the last windows, neither the typical latency nor the CPU
 * that it takes in a second has a trend, or jumps, by more than a tolerance that is not just their scatter: noise does not end by
 * waiting, and is seen in the intervals of the result. A fixed time would be too long for one and too short
 * for another (Georges et al., "Statistically Rigorous Java Performance Evaluation", OOPSLA 2007).
 */
final class Stationarity {
    /** Two halves of five: of fewer, a slow decay changes too little from one half to the other to be seen. */
    private static final int HALF = 5;

    static final int WINDOWS = 2 * HALF;

    /** Without a trend it comes to that in one of fourteen series of ten (Kendall, "Rank Correlation Methods"). */
    private static final int TREND = 21;

    private final double tolerance;
    private final double[] resolutions;
    private final Deque<double[]> windows = new ArrayDeque<>();

    /**
     * @param tolerance for example 0.1: the second half of the windows may differ by a tenth from the first
     * @param resolutions of the values, in their order: a difference of their means that is smaller says nothing; none are 0
     */
    Stationarity(double tolerance, double... resolutions) {
        this.tolerance = tolerance;
        this.resolutions = resolutions.clone();
    }

    /** The next window: numbers that should not change any more, in the same order each time. */
    void add(double... values) {
        windows.addLast(values);
        if (windows.size() > WINDOWS) {
            windows.removeFirst();
        }
    }

    boolean isReached() {
        if (windows.size() < WINDOWS) {
            return false;
        }
        double[][] all = windows.toArray(double[][]::new);
        for (int i = 0; i < all[0].length; i++) {
            double before = mean(all, i, 0);
            double after = mean(all, i, HALF);
            double allowed = Math.max(tolerance * Math.max(before, after), i < resolutions.length ? resolutions[i] : 0);
            if (Math.abs(after - before) > allowed && Math.abs(rises(all, i)) >= TREND) {
                return false;
            }
        }
        return true;
    }

    private static double mean(double[][] windows, int index, int from) {
        double sum = 0;
        for (int i = from; i < from + HALF; i++) {
            sum += windows[i][index];
        }
        return sum / HALF;
    }

    /** How many more of all pairs of windows rise than fall: the statistic of Mann and Kendall. */
    private static int rises(double[][] windows, int index) {
        int rises = 0;
        for (int later = 1; later < WINDOWS; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                rises += Double.compare(windows[later][index], windows[earlier][index]);
            }
        }
        return rises;
    }
}
