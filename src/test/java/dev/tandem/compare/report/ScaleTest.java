package dev.tandem.compare.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleTest {
    @Test
    void aLinearOneGoesFromZeroToARoundNumber() {
        assertThat(Scale.linear(17_300, Quantity::number).ticks())
                .extracting(Tick::label)
                .containsExactly("0", "5,000", "10,000", "15,000", "20,000");
        assertThat(Scale.linear(20_000, Quantity::number).ticks()).last().isEqualTo(new Tick(20_000, "20,000"));
    }

    @Test
    void aLogarithmicOneHasPowersOfTen_orHalvesAndFifthsIfThereAreFew() {
        assertThat(Scale.logarithmic(1.3e6, 3.7e7, Quantity::nanos).ticks())
                .extracting(Tick::label)
                .containsExactly("1 ms", "2 ms", "5 ms", "10 ms", "20 ms", "50 ms");
        assertThat(Scale.logarithmic(2e3, 9e8, Quantity::nanos).ticks())
                .extracting(Tick::label)
                .containsExactly("10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s");
    }

    @Test
    void onALogarithmicOneRatiosAreDistances() {
        Scale scale = Scale.logarithmic(1, 100, Quantity::number);

        assertThat(scale.position(1)).isZero();
        assertThat(scale.position(10)).isCloseTo(0.5, within(1e-12));
        assertThat(scale.position(100)).isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 5", "1e-3, 1e-3", "3, 3", "1e9, 1e9"})
    void oneOfASingleValueHasRoomForIt(double least, double greatest) {
        Scale scale = Scale.logarithmic(least, greatest, Quantity::number);

        assertThat(scale.position(least)).isBetween(0.0, 1.0);
        assertThat(scale.ticks()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, 0.7, 3, 1e12})
    void aLinearOneHasRoomForItsGreatestValue(double greatest) {
        Scale scale = Scale.linear(greatest, Quantity::number);

        assertThat(scale.position(greatest)).isBetween(0.0, 1 + 1e-9);
        assertThat(scale.ticks()).hasSizeBetween(2, 7);
    }

    @Test
    void oneOfNinesGivesEachNineTheSameWidth() {
        Scale scale = Scale.nines(4);

        assertThat(scale.ticks()).extracting(Tick::label).containsExactly("0", "50", "90", "99", "99.9", "99.99");
        assertThat(scale.position(2) - scale.position(1))
                .isCloseTo(scale.position(4) - scale.position(3), within(1e-12));
    }
}
