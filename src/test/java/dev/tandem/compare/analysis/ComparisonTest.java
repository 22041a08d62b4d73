package dev.tandem.compare.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tandem.compare.analysis.Comparison.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    @Test
    void theRatioIsThatOfTheMeansThatAreTold() {
        Comparison cpu = of(Metric.CPU, cpu(100, 130), cpu(110, 150), cpu(90, 120));

        assertThat(cpu.a()).isCloseTo(Math.cbrt(100.0 * 110 * 90), within(1e-9));
        assertThat(cpu.ratio().orElseThrow().estimate()).isCloseTo(cpu.b() / cpu.a(), within(1e-9));
        assertThat(cpu.difference()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "CPU,        1.2, A_LESS, A",
        "CPU,        0.8, B_LESS, B",
        "THROUGHPUT, 1.2, A_LESS, B",
        "THROUGHPUT, 0.8, B_LESS, A",
        "HEAP_EACH,  1.2, A_LESS, A"
    })
    void whoHasLessOfItIsClaimed_andWhomThatFavoursIsTheMetricsBusiness(
            Metric metric, double effect, Verdict verdict, Side favoured) {
        var experiment = new Experiment(1, 5).noise(0.002).effect(metric, effect);
        Comparison comparison = of(metric, metric == Metric.HEAP_EACH ? experiment.idleRuns() : experiment.runs());

        assertThat(comparison.verdict()).isEqualTo(verdict);
        assertThat(comparison.favours()).contains(favoured);
        assertThat(comparison.ratio().orElseThrow().contains(effect)).isTrue();
    }

    @Test
    void whatIsNotJudgedFavoursNobody() {
        Comparison threads = of(
                Metric.THREADS, new Experiment(1, 5).effect(Metric.THREADS, 3).runs());

        assertThat(threads.verdict()).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(threads.favours()).isEmpty();
        assertThat(threads.ratio().orElseThrow().low()).isGreaterThan(2);
    }

    @Test
    void theIntervalsOfAllJudgedMetricsHoldTogether() {
        List<Comparison> found = Comparison.of(new Experiment(1, 5).runs());
        long judged = found.stream()
                .filter(comparison -> comparison.metric().isJudged())
                .count();

        assertThat(judged).isEqualTo(6);
        assertThat(found)
                .allSatisfy(comparison -> assertThat(
                                comparison.ratio().map(Interval::confidence).orElse(1 - 0.05 / judged))
                        .isCloseTo(1 - 0.05 / judged, within(1e-12)));
    }

    @Test
    void fewerThanTwoPairsShowNothing() {
        Comparison cpu = of(Metric.CPU, cpu(100, 900));

        assertThat(cpu.verdict()).isEqualTo(Verdict.NONE_SHOWN);
        assertThat(cpu.ratio()).isEmpty();
        assertThat(cpu.b()).isCloseTo(900, within(1e-9));
    }

    @Test
    void noPairsSayNothing() {
        assertThat(Comparison.of(List.of())).isEmpty();
        assertThat(Comparison.of(List.of(cpu(100, 100).getFirst()))).isEmpty();
    }

    @Test
    void aRunWhoseOtherIsMissingIsLeftOut() {
        List<Measurement> runs = runs(cpu(100, 120), cpu(100, 121), cpu(100, 122), cpu(9_999, 1));
        runs.removeLast();

        assertThat(of(Metric.CPU, runs).a()).isCloseTo(100, within(1e-9));
    }

    @Test
    void aMetricThatOneRunDoesNotHaveIsLeftOut() {
        List<Measurement> runs = runs(cpu(100, 120), cpu(100, 121));
        runs.add(run(Side.A, 2, Usage.UNKNOWN, 0, Optional.empty()));
        runs.add(run(Side.B, 2, Usage.UNKNOWN, 0, Optional.empty()));

        assertThat(Comparison.of(runs))
                .extracting(Comparison::metric)
                .contains(Metric.THROUGHPUT)
                .doesNotContain(Metric.CPU);
    }

    @Test
    void whatIsZeroOnOneSideIsToldAsADifference() {
        Comparison failed = of(Metric.FAILED, failed(0, 10), failed(0, 12), failed(0, 14));

        assertThat(failed.ratio()).isEmpty();
        assertThat(failed.difference().orElseThrow().estimate()).isCloseTo(12, within(1e-9));
        assertThat(failed.b()).isEqualTo(12);
        assertThat(failed.verdict()).isEqualTo(Verdict.A_LESS);
    }

    @Test
    void aDifferenceFromZeroCanBeClaimed() {
        Comparison recovery =
                of(Metric.RECOVERY, recovery(0, 4_000), recovery(0, 4_100), recovery(0, 3_900), recovery(0, 4_200));

        assertThat(recovery.verdict()).isEqualTo(Verdict.A_LESS);
        assertThat(recovery.favours()).contains(Side.A);
    }

    @Test
    void zeroOnBothSidesIsNoDifference() {
        Comparison recovery = of(Metric.RECOVERY, recovery(0, 0), recovery(0, 0), recovery(0, 0));

        assertThat(recovery.verdict()).isEqualTo(Verdict.NONE_SHOWN);
        assertThat(recovery.difference())
                .contains(new Interval(
                        0, 0, 0, recovery.difference().orElseThrow().confidence()));
    }

    /** One side grew by two fifths from each run to the next, so that a fifth between the sides says nothing. */
    @Test
    void aDifferenceThatIsNotMoreThanThatOfTheControlIsNotClaimed() {
        Comparison cpu = of(Metric.CPU, cpu(100, 120), cpu(140, 168), cpu(100, 120), cpu(140, 168));

        assertThat(cpu.ratio().orElseThrow().low()).isGreaterThan(1.19);
        assertThat(cpu.noise()).isCloseTo(1.4, within(1e-9));
        assertThat(cpu.control())
                .hasSize(4)
                .allSatisfy(ratio -> assertThat(ratio).isCloseTo(1.4, within(1e-9)));
        assertThat(cpu.verdict()).isEqualTo(Verdict.NONE_SHOWN);
    }

    @Test
    void inTheControlWhatGoesUpAndWhatGoesDownIsNoise() {
        Comparison cpu = of(Metric.CPU, cpu(100, 120), cpu(110, 131), cpu(110, 133), cpu(100, 119));

        assertThat(cpu.noise()).isLessThan(1.02);
        assertThat(cpu.verdict()).isEqualTo(Verdict.A_LESS);
    }

    @Test
    void whereTooMuchFailed_whatIsKnownOfTheRestIsToldAndNotJudged() {
        List<Measurement> failing = runs(failing(100, 200), failing(101, 199), failing(100, 201), failing(99, 200));

        assertThat(of(Metric.CPU, failing).verdict()).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(of(Metric.FAILED, failing).verdict()).isNotEqualTo(Verdict.NOT_JUDGED);
        assertThat(of(Metric.CPU, cpu(100, 200), cpu(101, 199), cpu(100, 201), cpu(99, 200))
                        .verdict())
                .isEqualTo(Verdict.A_LESS);
    }

    private static List<Measurement> cpu(double a, double b) {
        return cpu(a, b, 0);
    }

    private static List<Measurement> failing(double a, double b) {
        return cpu(a, b, 2);
    }

    private static List<Measurement> cpu(double a, double b, long failed) {
        return pair(side -> run(
                side,
                0,
                new Usage(
                        OptionalDouble.of((side == Side.A ? a : b) / 1_000),
                        OptionalLong.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalLong.empty()),
                failed,
                Optional.empty()));
    }

    private static List<Measurement> failed(long a, long b) {
        return pair(side -> run(side, 0, Usage.UNKNOWN, side == Side.A ? a : b, Optional.empty()));
    }

    private static List<Measurement> recovery(long a, long b) {
        return pair(side -> run(
                side, 0, Usage.UNKNOWN, 0, Optional.of(new Recovery(Duration.ofMillis(side == Side.A ? a : b), true))));
    }

    private static List<Measurement> pair(Function<Side, Measurement> run) {
        return List.of(run.apply(Side.A), run.apply(Side.B));
    }

    /** A thousand requests, so that a millisecond of CPU is a microsecond for each. */
    private static Measurement run(Side side, int pair, Usage usage, long failed, Optional<Recovery> recovery) {
        var load = new Load(
                Duration.ofSeconds(1),
                1_000 + failed,
                1_000,
                1_000,
                new TreeMap<>(),
                0,
                new Histogram(3),
                new Histogram(3),
                new Histogram(3),
                -1);
        return new Measurement(
                "x", side, pair, side == Side.A, Optional.of(load), usage, List.of(), recovery, List.of());
    }

    @SafeVarargs
    private static Comparison of(Metric metric, List<Measurement>... pairs) {
        return of(metric, runs(pairs));
    }

    private static Comparison of(Metric metric, List<Measurement> runs) {
        return Comparison.of(runs).stream()
                .filter(comparison -> comparison.metric() == metric)
                .findAny()
                .orElseThrow();
    }

    /** Numbers the pairs. */
    @SafeVarargs
    private static List<Measurement> runs(List<Measurement>... pairs) {
        List<Measurement> runs = new ArrayList<>();
        for (int pair = 0; pair < pairs.length; pair++) {
            for (Measurement run : pairs[pair]) {
                runs.add(new Measurement(
                        run.scenario(),
                        run.side(),
                        pair,
                        run.first(),
                        run.load(),
                        run.usage(),
                        run.memory(),
                        run.recovery(),
                        run.faults()));
            }
        }
        return runs;
    }
}
