package dev.tandem.compare.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
    private static final Histogram LATENCY = new Histogram(3);

    static {
        LATENCY.recordValueWithCount(2_000_000, 9_900);
        LATENCY.recordValueWithCount(8_000_000, 100);
    }

    private static final Measurement RUN = run(
            new Load(
                    Duration.ofSeconds(5),
                    10_050,
                    9_990,
                    10_000,
                    new TreeMap<>(Map.of("timeout", 20L)),
                    0,
                    LATENCY,
                    LATENCY,
                    new Histogram(3),
                    -1),
            new Usage(
                    OptionalDouble.of(0.5),
                    OptionalLong.of(80_000_000),
                    OptionalDouble.of(0.25),
                    OptionalDouble.of(0.125),
                    OptionalLong.of(42)));

    @Test
    void aPercentileThatMayBeTheGeneratorsOwnLatenessIsNone() {
        var latency = new Histogram(3);
        latency.recordValueWithCount(2_000_000, 10_000);
        var late = new Histogram(3);
        late.recordValueWithCount(0, 9_000);
        late.recordValueWithCount(1_100_000, 1_000);
        Measurement run = run(
                new Load(Duration.ofSeconds(1), 10_000, 10_000, 10_000, new TreeMap<>(), 0, latency, late, late, -1),
                Usage.UNKNOWN);

        assertThat(Metric.P50.of(run)).isPresent();
        assertThat(Metric.P99.of(run)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "THROUGHPUT, 2000",
        "P50,           2",
        "P99,           2",
        "P999,          8",
        "MAX,           8",
        "FAILED,       60",
        "CPU,          50",
        "ALLOCATED,  8000",
        "GC,          250",
        "COMPILATION, 125",
        "THREADS,      42",
        "RECOVERY,   1500"
    })
    void isInTheUnitThatItSays(Metric metric, double value) {
        assertThat(metric.of(RUN)).hasValueCloseTo(value, within(value / 1_000));
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void isAbsentWhereItWasNotMeasured(Metric metric) {
        var nothing = new Measurement(
                "x", Side.A, 0, true, Optional.empty(), Usage.UNKNOWN, List.of(), Optional.empty(), List.of());

        assertThat(metric.of(nothing)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"P50, 20", "P90, 100", "P99, 1000", "P999, 10000"})
    void aPercentileTakesTenValuesBeyondIt(Metric metric, int least) {
        assertThat(metric.of(withAnswers(least))).isPresent();
        assertThat(metric.of(withAnswers(least * 9 / 10))).isEmpty();
    }

    @Test
    void ofNoAnswersThereIsNothingEach() {
        Measurement none = run(
                new Load(
                        Duration.ofSeconds(5),
                        10,
                        0,
                        0,
                        new TreeMap<>(),
                        0,
                        new Histogram(3),
                        new Histogram(3),
                        new Histogram(3),
                        -1),
                RUN.usage());

        assertThat(Metric.CPU.of(none)).isEmpty();
        assertThat(Metric.ALLOCATED.of(none)).isEmpty();
        assertThat(Metric.FAILED.of(none)).hasValue(10);
    }

    private static Measurement withAnswers(int count) {
        var latency = new Histogram(3);
        latency.recordValueWithCount(1_000_000, count);
        return run(
                new Load(
                        Duration.ofSeconds(1),
                        count,
                        count,
                        count,
                        new TreeMap<>(),
                        0,
                        latency,
                        latency,
                        new Histogram(3),
                        -1),
                Usage.UNKNOWN);
    }

    private static Measurement run(Load load, Usage usage) {
        return new Measurement(
                "x",
                Side.A,
                0,
                true,
                Optional.of(load),
                usage,
                List.of(),
                Optional.of(new Recovery(Duration.ofMillis(1_500), true)),
                List.of());
    }
}
