package dev.tandem.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0          | ms    | 0 ms",
                "0.00042    | ms    | 420 ns",
                "0.0421     | ms    | 42.1 µs",
                "1.2345     | ms    | 1.23 ms",
                "999.4      | ms    | 999 ms",
                "999.6      | ms    | 1.00 s",
                "61000      | ms    | 61 s",
                "159.2      | µs    | 159 µs",
                "1592       | µs    | 1.59 ms",
                "0          | bytes | 0 bytes",
                "512        | bytes | 512 bytes",
                "6012.2     | bytes | 6.01 KB",
                "-1500      | bytes | -1.50 KB",
                "12345678   | bytes | 12.3 MB",
                "5e9        | bytes | 5 GB",
                "6e13       | bytes | 60,000 GB",
                "12345.6    | per s | 12,300/s",
                "0.5        | per s | 0.500/s",
                "40         | ''    | 40",
                "39.04      | ''    | 39.0",
                "7          | apples | 7 apples"
            })
    void isTold(double value, String unit, String told) {
        assertThat(Quantity.of(value, unit)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "1,       1.00",
        "1.3249,  1.32",
        "0.9744,  0.974",
        "12.34,   12.3",
        "0.00123, 0.00123",
        "1234,    '1,230'",
        "9.996,   10.0",
        "0.9996,  1.00",
        "NaN,     ?"
    })
    void aRatioHasThreeDigits(double ratio, String told) {
        assertThat(Quantity.ratio(ratio)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "0.9996, 1.00, 0.9996",
        "1.0004, 1.00, 1.0004",
        "1.05, 1.05, 1.05",
        "1234, '>1,000', '>1,000'",
        "1e-9, <0.001, <0.001"
    })
    void anEndOfAnIntervalThatExcludesEqualitySaysOnWhichSideItIs(double ratio, String told, String apart) {
        assertThat(Quantity.end(ratio)).isEqualTo(told);
        assertThat(Quantity.endApart(ratio)).isEqualTo(apart);
    }
}
