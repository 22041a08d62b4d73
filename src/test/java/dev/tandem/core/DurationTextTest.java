package dev.tandem.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT0.001S,1ms",
        "PT1.5S,1500ms",
        "PT90S,90s",
        "PT5M,5m",
        "PT90M,90m",
        "PT1H,1h",
        "P2D,48h",
        "PT-1M,-1m",
        "PT0.0000015S,PT0.0000015S"
    })
    void theLargestUnitThatDividesIt_isTheOneThatIsTold(Duration duration, String expected) {
        assertThat(DurationText.of(duration)).isEqualTo(expected);
    }
}
