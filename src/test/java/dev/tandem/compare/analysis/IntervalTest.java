package dev.tandem.compare.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
    /** From any table of Student's distribution. */
    @ParameterizedTest
    @CsvSource({
        "2, 0.95, 12.706",
        "3, 0.95, 4.303",
        "5, 0.95, 2.776",
        "5, 0.99, 4.604",
        "11, 0.90, 1.812",
        "31, 0.95, 2.042"
    })
    void isAsWideAsStudentsTableSays(int count, double confidence, double t) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> i);
        double deviation = Math.sqrt(Arrays.stream(values)
                        .map(value -> Math.pow(value - (count - 1) / 2.0, 2))
                        .sum()
                / (count - 1));

        Interval interval = Interval.ofMean(values, confidence);

        assertThat(interval.estimate()).isCloseTo((count - 1) / 2.0, within(1e-12));
        assertThat(interval.high() - interval.estimate())
                .isCloseTo(t * deviation / Math.sqrt(count), within(0.001 * count));
        assertThat(interval.estimate() - interval.low())
                .isCloseTo(interval.high() - interval.estimate(), within(1e-12));
        assertThat(interval.confidence()).isEqualTo(confidence);
    }

    @Test
    void hasTheTruthInItAsOftenAsItSays() {
        var random = new Random(7);
        int held = 0;
        for (int i = 0; i < 2_000; i++) {
            double[] values =
                    random.doubles(5).map(_ -> 3 + random.nextGaussian()).toArray();
            held += Interval.ofMean(values, 0.95).contains(3) ? 1 : 0;
        }

        assertThat(held / 2_000.0).isCloseTo(0.95, within(0.015));
    }

    @Test
    void ofValuesThatAreEqualIsAPoint() {
        Interval interval = Interval.ofMean(new double[] {2, 2, 2}, 0.95);

        assertThat(interval).isEqualTo(new Interval(2, 2, 2, 0.95));
        assertThat(interval.contains(2)).isTrue();
    }

    @Test
    void ofLogarithmsIsOneOfRatios() {
        Interval interval = new Interval(0, Math.log(2), Math.log(4), 0.95).exp();

        assertThat(interval.low()).isEqualTo(1);
        assertThat(interval.estimate()).isCloseTo(2, within(1e-12));
        assertThat(interval.high()).isCloseTo(4, within(1e-12));
    }

    @Test
    void ofOneValueIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interval.ofMean(new double[] {1}, 0.95))
                .withMessage("values: 1 (expected: at least 2)");
    }
}
