package dev.tandem.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    private static final Duration MAX = Duration.ofMinutes(5);

    @ParameterizedTest
    @CsvSource({
        "0s,PT0S",
        "500ms,PT0.5S",
        "30s,PT30S",
        "5m,PT5M",
        "0h,PT0S",
        "PT30S,PT30S",
        "PT1M30.5S,PT1M30.5S",
        "pt1s,PT1S",
        "PT5M,PT5M"
    })
    void read(String text, Duration expected) {
        assertThat(Durations.parse("wait", text, Duration.ZERO, MAX)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "-1s",
                "+1s",
                "1.5s",
                "1 s",
                "1S",
                "1d",
                "s",
                "5m1ms",
                "301s",
                "1h",
                "999999999999h",
                "9999999999999999999999ms",
                "PT-1S",
                "-PT1S",
                "P1D",
                "PT",
                "PT9999999999999999999S",
                "P9223372036854775807D"
            })
    void refused(String text) {
        assertThatThrownBy(() -> Durations.parse("wait", text, Duration.ZERO, MAX))
                .hasMessage("duration_invalid: wait: %s (expected: 0s to 5m, as 500ms, 30s, 5m, 2h or ISO-8601)"
                        .formatted(text));
    }
}
