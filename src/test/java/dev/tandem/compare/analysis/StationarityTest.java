package dev.tandem.compare.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StationarityTest {
    private static final double TOLERANCE = 0.1;
    private static final int LONGEST = 200;

    @Test
    void isNotReachedBeforeThereIsEnoughToTell() {
        assertThat(reached(window -> 1)).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 5, 10})
    void aDecayIsWaitedFor_untilLittleOfItIsLeft(double windows) {
        IntToDoubleFunction decay = window -> 1 + Math.exp(-window / windows);

        int reached = reached(decay);

        assertThat(decay.applyAsDouble(reached)).isLessThan(1.2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05, 0.1})
    void noiseIsNotWaitedForLong(double deviation) {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);

            assertThat(reached(window -> Math.exp(deviation * random.nextGaussian())))
                    .isLessThan(30);
        }
    }

    @Test
    void noiseThatIsWiderThanTheToleranceIsNotWaitedForLong_butADriftInItIs() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            IntToDoubleFunction noise = window -> Math.exp(0.5 * random.nextGaussian());

            assertThat(reached(noise)).isLessThan(30);
            assertThat(reached(window -> noise.applyAsDouble(window) * Math.pow(0.7, window)))
                    .isGreaterThan(10);
        }
    }

    @Test
    void aStepIsWaitedFor_untilItIsPast() {
        assertThat(reached(window -> window < 6 ? 1.5 : 1)).isBetween(14, 16);
    }

    @Test
    void aSteadyDriftIsNeverStationary() {
        assertThat(reached(window -> Math.pow(0.97, window))).isEqualTo(LONGEST);
    }

    @Test
    void everyValueHasToBe() {
        var stationarity = new Stationarity(TOLERANCE);
        for (int window = 0; window < 20; window++) {
            stationarity.add(1, Math.pow(0.9, window));
        }

        assertThat(stationarity.isReached()).isFalse();
    }

    @Test
    void whatIsBelowTheResolutionOfAValueIsNoDrift() {
        var stationarity = new Stationarity(TOLERANCE, 0, 2);
        for (int window = 0; window < 10; window++) {
            stationarity.add(1, window < 5 ? 1 : 3);
        }
        assertThat(stationarity.isReached()).isTrue();
        for (int window = 0; window < 5; window++) {
            stationarity.add(1, 6);
        }
        assertThat(stationarity.isReached()).isFalse();
    }

    @Test
    void valuesThatAreZeroAreStationary() {
        assertThat(reached(window -> 0)).isEqualTo(10);
    }

    /** After how many windows, at most {@value #LONGEST}. */
    private static int reached(IntToDoubleFunction values) {
        var stationarity = new Stationarity(TOLERANCE);
        int window = 0;
        while (window < LONGEST && !stationarity.isReached()) {
            stationarity.add(values.applyAsDouble(window++));
        }
        return window;
    }
}
