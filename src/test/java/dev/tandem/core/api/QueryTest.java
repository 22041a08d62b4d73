package dev.tandem.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    @Test
    void decodesNamesAndValues() {
        Query query = parse("channel=a%2Fb+c&ch%61nnel=%C3%BC=&after");

        assertThat(query.all("channel")).containsExactly("a/b c", "ü=");
        assertThat(query.one("after")).contains("");
        assertThat(query.one("limit")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&", "&&after=1&"})
    void emptyPairsAreNothing(String raw) {
        assertThat(parse(raw).all("channel")).isEmpty();
    }

    @Test
    void anUnknownParameterIsRefusedAndToldWhichThereAre() {
        assertThatThrownBy(() -> parse("Limit=1"))
                .hasMessage("parameter_unknown: query parameter: Limit (expected: after, channel, limit, wait)");
        assertThatThrownBy(() -> Query.parse(Optional.of("x"), Set.of()))
                .hasMessage("parameter_unknown: query parameter: x (expected: none)");
        assertThatThrownBy(() -> parse("=1")).hasMessageStartingWith("parameter_unknown: ");
    }

    @Test
    void aRepeatedParameterIsRefusedWhereOneIsMeant() {
        assertThatThrownBy(() -> parse("after=1&after=2").one("after"))
                .hasMessage("parameter_repeated: after: 1, 2 (expected: one value)");
        assertThatThrownBy(() -> parse("after=1&after=1").one("after")).hasMessageStartingWith("parameter_repeated: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=%", "after=%1", "after=%zz", "after=%c3", "%ff=1", "after=%ed%a0%80"})
    void aBrokenEscapeIsRefused(String raw) {
        assertThatThrownBy(() -> parse(raw)).hasMessageStartingWith("request_malformed: ");
    }

    @Test
    void limits() {
        assertThat(parse("").limit("limit", 7, 1000)).isEqualTo(7);
        assertThat(parse("limit=1").limit("limit", 7, 1000)).isEqualTo(1);
        assertThat(parse("limit=001000").limit("limit", 7, 1000)).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "+1", "1001", "1.0", "1e1", "0x1", " 1", "99999999999999999999", "١"})
    void limitsOutOfRangeOrShapeAreRefused(String limit) {
        assertThatThrownBy(() -> parse("limit=" + limit.replace("+", "%2B").replace(" ", "%20"))
                        .limit("limit", 7, 1000))
                .hasMessage("limit_invalid: limit: %s (expected: 1 to 1000)".formatted(limit));
    }

    @Test
    void numbers() {
        assertThat(parse("").number("limit", 0, 255, ProblemCode.PRIORITY_INVALID))
                .isEmpty();
        assertThat(parse("limit=0").number("limit", 0, 255, ProblemCode.PRIORITY_INVALID))
                .hasValue(0);
        assertThatThrownBy(() -> parse("limit=256").number("limit", 0, 255, ProblemCode.PRIORITY_INVALID))
                .hasMessage("priority_invalid: limit: 256 (expected: 0 to 255)");
        assertThatThrownBy(() -> parse("limit=-1").number("limit", 0, 255, ProblemCode.PRIORITY_INVALID))
                .hasMessage("priority_invalid: limit: -1 (expected: 0 to 255)");
    }

    @Test
    void durations() {
        assertThat(parse("wait=30s").duration("wait", Duration.ZERO, Duration.ofMinutes(5)))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(parse("").duration("wait", Duration.ZERO, Duration.ofMinutes(5)))
                .isEqualTo(Duration.ZERO);
        assertThatThrownBy(() -> parse("wait=0s").durationFrom("wait", Duration.ofSeconds(1), Duration.ofMinutes(5)))
                .hasMessage("duration_invalid: wait: 0s (expected: 1s to 5m, as 500ms, 30s, 5m, 2h or ISO-8601)");
    }

    private static Query parse(String raw) {
        return Query.parse(Optional.of(raw), Set.of("channel", "after", "limit", "wait"));
    }
}
