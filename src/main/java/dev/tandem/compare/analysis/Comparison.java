package dev.tandem.compare.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/**
 * What can be said of one metric of one scenario.
 *
 * <p>The runs of a pair stand next to each other in time, so what drifts slowly is the same for both, and only the ratio of
 * the two counts. Over the pairs, the logarithms of these ratios have a mean and an interval, by Student's t. The
 * intervals of all judged metrics of a scenario hold together with 95 %: each by itself with more (Bonferroni). Where a
 * value is zero there are no ratios, and plain differences take their place.
 *
 * <p>Next to it stands the control: runs of the same side against each other. As pairs go A B and B A in turn, one of the two
 * was the first of its pair and the other the second: they differ by noise, and by what the order within a pair does. That
 * is on the careful side, as the latter largely cancels out in the mean over the pairs. A difference is claimed where the
 * interval excludes equality <em>and</em> the ratio is further from it than that of the control, taken in the same way: the
 * mean over the pairs that the runs of one side make among themselves. (The furthest single pair would not do: the more runs,
 * the further it is, so that more of them would show less.) Nor is anything claimed of a ratio within one in a hundred:
 * neither clocks nor histograms are better than that. Where more than a few requests failed, what is known of the others is
 * told, and not judged: who refuses half of them is quick with the rest.
 *
 * @param metric of what
 * @param a the mean over the runs of A, the geometric one where there is a ratio
 * @param b the same of B
 * @param ratio B to A; absent if there are fewer than two pairs, or a value is zero
 * @param difference of B from A; there only if the ratio is absent, and there are two pairs
 * @param control ratios of runs of the same side, the later to the earlier; empty if there is no ratio
 * @param noise how far from equality the mean of one side's control is, as a ratio of at least 1, or as a difference
 * @param verdict what is claimed
 */
public record Comparison(
        Metric metric,
        double a,
        double b,
        Optional<Interval> ratio,
        Optional<Interval> difference,
        List<Double> control,
        double noise,
        Verdict verdict) {
    private static final double TOGETHER = 0.95;
    private static final double LEAST_CLAIMED = 1.01;
    private static final int LEAST_PAIRS = 2;

    /** What is claimed of a difference. */
    public enum Verdict {
        /** A has less of it. */
        A_LESS,
        /** B has less of it. */
        B_LESS,
        /** There may be one, but this run can't show it. */
        NONE_SHOWN,
        /** It is not judged, for what it is or because too much failed. */
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
        boolean failing =
                runs.stream().map(Measurement::load).flatMap(Optional::stream).anyMatch(Load::isFailing);
        Predicate<Metric> judged = failing ? Metric::isJudgedAmongFailures : Metric::isJudged;
        double confidence = 1
                - (1 - TOGETHER) / Math.max(1, measured.stream().filter(judged).count());
        return measured.stream()
                .map(metric -> of(metric, pairs, confidence, judged.test(metric)))
                .toList();
    }

    /** The side that it speaks for, if a difference is claimed. */
    public Optional<Side> favours() {
        return switch (verdict) {
            case A_LESS -> Optional.of(metric.isLessBetter() ? Side.A : Side.B);
            case B_LESS -> Optional.of(metric.isLessBetter() ? Side.B : Side.A);
            case NONE_SHOWN, NOT_JUDGED -> Optional.empty();
        };
    }

    private record Pair(Measurement a, Measurement b) {
        boolean has(Metric metric) {
            return metric.of(a).isPresent() && metric.of(b).isPresent();
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

    private static Comparison of(Metric metric, List<Pair> pairs, double confidence, boolean judged) {
        double[] as = values(pairs.stream().map(Pair::a).toList(), metric);
        double[] bs = values(pairs.stream().map(Pair::b).toList(), metric);
        return DoubleStream.concat(Arrays.stream(as), Arrays.stream(bs)).allMatch(value -> value > 0)
                ? byRatio(metric, as, bs, confidence, judged)
                : byDifference(metric, as, bs, confidence, judged);
    }

    private static double[] values(List<Measurement> runs, Metric metric) {
        return runs.stream().mapToDouble(run -> metric.of(run).orElseThrow()).toArray();
    }

    private static Comparison byRatio(Metric metric, double[] as, double[] bs, double confidence, boolean judged) {
        double[] a = Arrays.stream(as).map(Math::log).toArray();
        double[] b = Arrays.stream(bs).map(Math::log).toArray();
        Optional<Interval> logs = interval(a, b, confidence);
        double noise = noise(a, b);
        return new Comparison(
                metric,
                Math.exp(mean(a)),
                Math.exp(mean(b)),
                logs.map(Interval::exp),
                Optional.empty(),
                DoubleStream.concat(Arrays.stream(control(a)), Arrays.stream(control(b)))
                        .map(Math::exp)
                        .sorted()
                        .boxed()
                        .toList(),
                Math.exp(noise),
                verdict(judged, logs, Math.max(noise, Math.log(LEAST_CLAIMED))));
    }

    private static Comparison byDifference(Metric metric, double[] as, double[] bs, double confidence, boolean judged) {
        Optional<Interval> difference = interval(as, bs, confidence);
        double noise = noise(as, bs);
        return new Comparison(
                metric,
                mean(as),
                mean(bs),
                Optional.empty(),
                difference,
                List.of(),
                noise,
                verdict(judged, difference, noise));
    }

    private static Optional<Interval> interval(double[] as, double[] bs, double confidence) {
        double[] differences = new double[as.length];
        Arrays.setAll(differences, i -> bs[i] - as[i]);
        return as.length < LEAST_PAIRS ? Optional.empty() : Optional.of(Interval.ofMean(differences, confidence));
    }

    private static double noise(double[] as, double[] bs) {
        return Math.max(Math.abs(mean(control(as))), Math.abs(mean(control(bs))));
    }

    /** Each run against the next one of the same side, each run once. */
    private static double[] control(double[] runs) {
        double[] differences = new double[runs.length / 2];
        Arrays.setAll(differences, i -> runs[2 * i + 1] - runs[2 * i]);
        return differences;
    }

    /** @param interval on a scale on which equality is 0 */
    private static Verdict verdict(boolean judged, Optional<Interval> interval, double noise) {
        if (!judged) {
            return Verdict.NOT_JUDGED;
        }
        return interval.filter(known -> !known.contains(0) && Math.abs(known.estimate()) > noise)
                .map(known -> known.estimate() > 0 ? Verdict.A_LESS : Verdict.B_LESS)
                .orElse(Verdict.NONE_SHOWN);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }
}
