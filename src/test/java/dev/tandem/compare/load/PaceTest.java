package dev.tandem.compare.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final int COUNT = 100_000;

    private static long[] gaps(Pace pace) {
        return LongStream.generate(pace::nextNanos).limit(COUNT).toArray();
    }

    private static double mean(long[] gaps) {
        return LongStream.of(gaps).average().orElseThrow();
    }

    /** Of an exponential distribution the mean is the standard deviation, and one in e is longer than it. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 100, 50_000})
    void arrivals_areExponential(double perSecond) {
        long[] gaps = gaps(Pace.poisson(perSecond, 3));

        double mean = 1e9 / perSecond;
        assertThat(mean(gaps)).isCloseTo(mean, within(0.02 * mean));
        double variance = LongStream.of(gaps)
                .mapToDouble(gap -> (gap - mean) * (gap - mean))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(variance)).isCloseTo(mean, within(0.02 * mean));
        assertThat((double) LongStream.of(gaps).filter(gap -> gap > mean).count() / COUNT)
                .isCloseTo(1 / Math.E, within(0.01));
    }

    @Test
    void arrivals_haveNothingToDoWithEachOther() {
        long[] gaps = gaps(Pace.poisson(1000, 5));
        double mean = mean(gaps);
        for (int lag = 1; lag <= 10; lag++) {
            double covariance = 0;
            double variance = 0;
            for (int i = lag; i < gaps.length; i++) {
                covariance += (gaps[i] - mean) * (gaps[i - lag] - mean);
                variance += (gaps[i] - mean) * (gaps[i] - mean);
            }
            // Five standard deviations.
            assertThat(covariance / variance).isCloseTo(0, within(5 / Math.sqrt(COUNT)));
        }
    }

    @Test
    void theSameSeed_makesTheSameArrivals() {
        assertThat(gaps(Pace.poisson(100, 1))).isEqualTo(gaps(Pace.poisson(100, 1)));
        assertThat(gaps(Pace.poisson(100, 1))).isNotEqualTo(gaps(Pace.poisson(100, 2)));
    }

    @Test
    void aClock_isEven() {
        Pace pace = Pace.even(50);
        assertThat(gaps(pace)).containsOnly(20_000_000L);

        pace.set(100);
        assertThat(pace.nextNanos()).isEqualTo(10_000_000L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aRateThatIsNone_isRefused(double perSecond) {
        assertThatThrownBy(() -> Pace.even(perSecond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("perSecond: %s (expected: > 0)", perSecond);
    }
}
