package dev.tandem.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.Comparison.Verdict;
import dev.tandem.compare.analysis.Interval;
import dev.tandem.compare.analysis.Metric;
import dev.tandem.compare.run.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SentencesTest {
    private final Sentences sentences = new Sentences(SampleReport.of("event-loop", "virtual-thread"));

    @Test
    void ofWhatIsBetterTheLessThereIs_moreFavoursTheOther() {
        assertThat(sentences.of(ratio(Metric.P99, 1.25, 1.32, 1.4, Verdict.A_LESS)))
                .isEqualTo("Latency p99: virtual-thread has 1.32 times that of event-loop (1.25 to 1.40),"
                        + " which favours event-loop.");
        assertThat(sentences.of(ratio(Metric.P99, 0.5, 0.625, 0.8, Verdict.B_LESS)))
                .isEqualTo("Latency p99: event-loop has 1.60 times that of virtual-thread (1.25 to 2.00),"
                        + " which favours virtual-thread.");
    }

    @Test
    void ofWhatIsBetterTheMoreThereIs_moreFavoursTheOneThatHasIt() {
        assertThat(sentences.of(ratio(Metric.THROUGHPUT, 1.25, 1.32, 1.4, Verdict.A_LESS)))
                .isEqualTo("Throughput: virtual-thread has 1.32 times that of event-loop (1.25 to 1.40),"
                        + " which favours virtual-thread.");
        assertThat(sentences.of(ratio(Metric.THROUGHPUT, 0.5, 0.625, 0.8, Verdict.B_LESS)))
                .endsWith("which favours event-loop.");
    }

    @Test
    void nothingShownIsSaidSo_withTheInterval() {
        assertThat(sentences.of(ratio(Metric.CPU, 0.97, 1.01, 1.05, Verdict.NONE_SHOWN)))
                .isEqualTo("CPU each: no difference that this run can show (0.970 to 1.05).");
    }

    @Test
    void whyNothingIsClaimedAlthoughTheIntervalExcludesEqualityIsSaid() {
        assertThat(sentences.of(ratio(Metric.CPU, 1.03, 1.05, 1.07, Verdict.NONE_SHOWN)))
                .isEqualTo("CPU each: no difference that this run can show (1.03 to 1.07):"
                        + " runs of the same side are 1.10 times apart.");
        assertThat(sentences.of(new Comparison(
                        Metric.CPU,
                        1,
                        1,
                        interval(1.002, 1.004, 1.006),
                        Optional.empty(),
                        List.of(),
                        1,
                        Verdict.NONE_SHOWN)))
                .endsWith("(1.0020 to 1.01): that is within one in a hundred.");
    }

    @Test
    void withoutARatioTheDifferenceIsTold() {
        assertThat(sentences.of(difference(0, 4_000, 3_900, 4_000, 4_100, Verdict.A_LESS)))
                .isEqualTo("Recovery: virtual-thread has 4 s more than event-loop (3.90 to 4.10 s),"
                        + " which favours event-loop.");
        assertThat(sentences.of(difference(800, 0, -900, -800, -700, Verdict.B_LESS)))
                .isEqualTo("Recovery: event-loop has 800 ms more than virtual-thread (700 to 900 ms),"
                        + " which favours virtual-thread.");
        assertThat(sentences.of(difference(0, 1, -1, 1, 3, Verdict.NONE_SHOWN)))
                .isEqualTo("Recovery: no difference that this run can show"
                        + " (0 ms on event-loop, 1 ms on virtual-thread; difference -1 to 3 ms).");
    }

    @Test
    void ofOnePairTheValuesAreTold() {
        var single = new Comparison(
                Metric.CPU, 150, 180, Optional.empty(), Optional.empty(), List.of(), 1, Verdict.NONE_SHOWN);

        assertThat(sentences.of(single))
                .isEqualTo(
                        "CPU each: no difference that this run can show (150 µs on event-loop, 180 µs on virtual-thread):"
                                + " that takes two pairs of runs.");
    }

    @Test
    void whatIsNotJudgedIsToldWithoutAWordMore() {
        assertThat(sentences.of(ratio(Metric.THREADS, 2, 3, 4, Verdict.NOT_JUDGED)))
                .isEqualTo("Threads: 10 on event-loop, 30 on virtual-thread; told, and not judged.");
    }

    @Test
    void aScenarioIsSummedUp_withoutCounting() {
        assertThat(sentences.summary(SampleReport.echo()))
                .isEqualTo(
                        "Latency p50, latency p99, latency p99.9 and CPU each favour event-loop;"
                                + " allocated each favours virtual-thread. No difference that this run can show in throughput.");
        assertThat(sentences.summary(SampleReport.waiting()))
                .startsWith("No difference that this run can show in throughput, latency p50,");
    }

    @Test
    void ofAScenarioThatIsInvalidTheReasonIsSaid() {
        assertThat(sentences.summary(SampleReport.fetch()))
                .isEqualTo("This scenario says nothing. The server has ended.");
    }

    @Test
    void ofAScenarioInWhichNothingWasMeasuredThatIsSaid() {
        var nothing =
                new Result(SampleReport.echo().scenario(), 0, Map.of(), List.of(), List.of(), List.of(), List.of());

        assertThat(sentences.summary(nothing)).isEqualTo("Nothing was measured that could be judged.");
    }

    private static Comparison ratio(Metric metric, double low, double estimate, double high, Verdict verdict) {
        return new Comparison(
                metric,
                10,
                10 * estimate,
                interval(low, estimate, high),
                Optional.empty(),
                List.of(1.1, 0.95),
                1.1,
                verdict);
    }

    private static Comparison difference(
            double a, double b, double low, double estimate, double high, Verdict verdict) {
        return new Comparison(
                Metric.RECOVERY, a, b, Optional.empty(), interval(low, estimate, high), List.of(), 0, verdict);
    }

    private static Optional<Interval> interval(double low, double estimate, double high) {
        return Optional.of(new Interval(low, estimate, high, 0.99));
    }
}
