package dev.tandem.compare.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.compare.analysis.Comparison.Verdict;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a difference is claimed that is not there, and one that is there is not. */
class ClaimsTest {
    private static final int EXPERIMENTS = 500;
    private static final int FEWER = 200;

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10})
    void whereNothingDiffers_hardlyEverIsAnythingClaimedOfAnyMetric(int pairs) {
        double claimed = part(EXPERIMENTS, seed -> new Experiment(seed, pairs).runs(), ClaimsTest::claimsAnything);

        assertThat(claimed).isLessThan(0.045);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.3})
    void neitherWithLittleNoiseNorWithMuch(double noise) {
        double claimed =
                part(FEWER, seed -> new Experiment(seed, 5).noise(noise).runs(), ClaimsTest::claimsAnything);

        assertThat(claimed).isLessThan(0.045);
    }

    @Test
    void whereNothingDiffers_hardlyEverIsAnythingClaimedOfMemory() {
        double claimed = part(FEWER, seed -> new Experiment(seed, 5).idleRuns(), ClaimsTest::claimsAnything);

        assertThat(claimed).isLessThan(0.045);
    }

    @ParameterizedTest
    @EnumSource(
            value = Metric.class,
            names = {"THROUGHPUT", "P50", "CPU"})
    void aFifthMoreOnOneSideIsClaimedNearlyAlways(Metric metric) {
        double more = part(
                FEWER,
                seed -> new Experiment(seed, 5).effect(metric, 1.2).runs(),
                found -> verdict(found, metric) == Verdict.A_LESS);
        double less = part(
                FEWER,
                seed -> new Experiment(seed, 5).effect(metric, 1 / 1.2).runs(),
                found -> verdict(found, metric) == Verdict.B_LESS);

        assertThat(List.of(more, less))
                .allSatisfy(claimed -> assertThat(claimed).isGreaterThan(0.95));
    }

    @Test
    void aFifthMoreMemoryEachIsClaimedNearlyAlways() {
        double claimed = part(
                FEWER,
                seed -> new Experiment(seed, 5).effect(Metric.HEAP_EACH, 1.2).idleRuns(),
                found -> verdict(found, Metric.HEAP_EACH) == Verdict.A_LESS);

        assertThat(claimed).isGreaterThan(0.95);
    }

    @Test
    void theOtherWayRoundIsClaimedNever() {
        double claimed = part(
                FEWER,
                seed -> new Experiment(seed, 5).effect(Metric.CPU, 1.2).runs(),
                found -> verdict(found, Metric.CPU) == Verdict.B_LESS);

        assertThat(claimed).isZero();
    }

    @Test
    void moreRunsShowMore() {
        double few = part(
                FEWER,
                seed -> new Experiment(seed, 5).effect(Metric.CPU, 1.05).runs(),
                found -> verdict(found, Metric.CPU) == Verdict.A_LESS);
        double many = part(
                FEWER,
                seed -> new Experiment(seed, 20).effect(Metric.CPU, 1.05).runs(),
                found -> verdict(found, Metric.CPU) == Verdict.A_LESS);

        assertThat(few).isLessThan(0.5);
        assertThat(many).isGreaterThan(0.9);
    }

    /** However narrow the interval. */
    @Test
    void lessThanOneInAHundredIsNotClaimed() {
        double claimed = part(
                FEWER,
                seed -> new Experiment(seed, 5)
                        .noise(0.0001)
                        .effect(Metric.CPU, 1.009)
                        .runs(),
                found -> verdict(found, Metric.CPU) != Verdict.NONE_SHOWN);

        assertThat(claimed).isZero();
    }

    private static double part(
            int experiments, LongFunction<List<Measurement>> experiment, Predicate<List<Comparison>> holds) {
        return (double) LongStream.range(0, experiments)
                        .mapToObj(experiment)
                        .map(Comparison::of)
                        .filter(holds)
                        .count()
                / experiments;
    }

    private static boolean claimsAnything(List<Comparison> found) {
        return found.stream().anyMatch(comparison -> comparison.favours().isPresent());
    }

    private static Verdict verdict(List<Comparison> found, Metric metric) {
        return found.stream()
                .filter(comparison -> comparison.metric() == metric)
                .findAny()
                .orElseThrow()
                .verdict();
    }
}
