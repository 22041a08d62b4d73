package dev.tandem.compare.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What can be said of one metric of one scenario.
 *
 * <p>The runs of a pair stand next to each other in time, so what drifts slowly is the same for both, and only the ratio of
 * the two counts. Over the pairs, the logarithms of these ratios have a mean and an interval, by Student's t. The
 * intervals of all judged metrics of a scenario hold together with 95 %: each by itself with more (Bonferroni).
 *
 * <p>Next to it stands the control: runs of the same side against each other, which differ by nothing but noise. A
 * difference is claimed where the interval excludes equality <em>and</em> the ratio is further from it than that of any two
 * runs in the control.
 *
 * @param metric of what
 * @param a the mean over the runs of A
 * @param b the same of B
 * @param ratio B to A; absent if there are fewer than two pairs, or a value is zero
 * @param control ratios of runs of the same side, each the larger to the smaller, so at least 1
 * @param verdict what is claimed
 */
public record Comparison(
        Metric metric, double a, double b, Optional<Interval> ratio, List<Double> control, Verdict verdict) {
    private static final double TOGETHER = 0.95;

    /** What is claimed of a difference. */
    public enum Verdict {
        /** A has less of it. */
        A_LESS,
        /** B has less of it. */
        B_LESS,
        /** There may be one, but this run can't show it. */
        NONE_SHOWN,
        /** It is not judged. */
        NOT_JUDGED
    }

    /**
     * Compares all metrics of one scenario that were measured.
     *
     * @param runs the good ones; a pair of which one is missing is left out
     */
    public static List<Comparison> of(List<Measurement> runs) {
        List<Pair> pairs = pairs(runs);
        List<Metric> measured = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            if (!pairs.isEmpty() && pairs.stream().allMatch(pair -> pair.has(metric))) {
                measured.add(metric);
            }
        }
        long judged = measured.stream().filter(Metric::isJudged).count();
        double confidence = 1 - (1 - TOGETHER) / Math.max(1, judged);
        return measured.stream().map(metric -> of(metric, pairs, confidence)).toList();
    }

    private record Pair(Measurement a, Measurement b) {
        boolean has(Metric metric) {
            return metric.of(a).isPresent() && metric.of(b).isPresent();
        }

        double a(Metric metric) {
            return metric.of(a).orElseThrow();
        }

        double b(Metric metric) {
            return metric.of(b).orElseThrow();
        }
    }

    private static List<Pair> pairs(List<Measurement> runs) {
        Map<Integer, Measurement> as = new TreeMap<>();
        Map<Integer, Measurement> bs = new TreeMap<>();
        for (Measurement run : runs) {
            (run.side() == Side.A ? as : bs).put(run.pair(), run);
        }
        List<Pair> pairs = new ArrayList<>();
        as.forEach((number, a) -> {
            Measurement b = bs.get(number);
            if (b != null) {
                pairs.add(new Pair(a, b));
            }
        });
        return pairs;
    }

    private static Comparison of(Metric metric, List<Pair> pairs, double confidence) {
        double[] as = pairs.stream().mapToDouble(pair -> pair.a(metric)).toArray();
        double[] bs = pairs.stream().mapToDouble(pair -> pair.b(metric)).toArray();
        Optional<Interval> ratio = logRatios(as, bs)
                .filter(logs -> logs.length > 1)
                .map(logs -> Interval.ofMean(logs, confidence).exp());
        List<Double> control = new ArrayList<>(control(as));
        control.addAll(control(bs));
        control.sort(Comparator.naturalOrder());
        return new Comparison(metric, mean(as), mean(bs), ratio, control, verdict(metric, ratio, control));
    }

    private static Optional<double[]> logRatios(double[] as, double[] bs) {
        double[] logs = new double[as.length];
        for (int i = 0; i < logs.length; i++) {
            if (!(as[i] > 0 && bs[i] > 0)) {
                return Optional.empty();
            }
            logs[i] = Math.log(bs[i] / as[i]);
        }
        return Optional.of(logs);
    }

    /** Each run against the next one of the same side, each run once. */
    private static List<Double> control(double[] runs) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 1; i < runs.length; i += 2) {
            double smaller = Math.min(runs[i - 1], runs[i]);
            if (smaller > 0) {
                ratios.add(Math.max(runs[i - 1], runs[i]) / smaller);
            }
        }
        return ratios;
    }

    private static Verdict verdict(Metric metric, Optional<Interval> ratio, List<Double> control) {
        if (!metric.isJudged()) {
            return Verdict.NOT_JUDGED;
        }
        if (ratio.isEmpty() || ratio.get().contains(1)) {
            return Verdict.NONE_SHOWN;
        }
        double estimate = ratio.get().estimate();
        double noise = control.isEmpty() ? Double.POSITIVE_INFINITY : control.getLast();
        if (Math.max(estimate, 1 / estimate) <= noise) {
            return Verdict.NONE_SHOWN;
        }
        return estimate > 1 ? Verdict.A_LESS : Verdict.B_LESS;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
