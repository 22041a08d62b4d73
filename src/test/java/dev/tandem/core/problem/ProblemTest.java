package dev.tandem.core.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    @Test
    void namesTheValueAndWhatWasExpected() {
        Problem problem = Problem.invalid(ProblemCode.LIMIT_INVALID, "limit", "-1", "1 to 1000");

        assertThat(problem.detail()).isEqualTo("limit: -1 (expected: 1 to 1000)");
        assertThat(problem.value()).contains("-1");
        assertThat(problem.expected()).contains("1 to 1000");
    }

    @Test
    void aLongValueIsShortened() {
        Problem problem = Problem.invalid(ProblemCode.LIMIT_INVALID, "limit", "9".repeat(10_000), "1 to 1000");

        assertThat(problem.value().orElseThrow()).isEqualTo("9".repeat(200) + "…");
        assertThat(problem.detail()).hasSizeLessThan(300);
    }

    @Test
    void whatCouldForgeALogLineOrBreakTheJsonIsReplaced() {
        Problem problem = Problem.invalid(ProblemCode.LIMIT_INVALID, "limit", "a\r\nb\0c\ud800d\u001b[0m😀", "1");

        assertThat(problem.value()).contains("a??b?c?d?[0m😀");
        assertThat(problem.detail()).isEqualTo("limit: a??b?c?d?[0m😀 (expected: 1)");
    }

    @Test
    void aValueIsNeverCutWithinACharacter() {
        Problem problem = Problem.invalid(ProblemCode.LIMIT_INVALID, "limit", "a" + "😀".repeat(200), "1");

        assertThat(problem.value().orElseThrow()).isEqualTo("a" + "😀".repeat(99) + "?…");
    }

    @Test
    void anExpectedOutcomeCarriesNoStackTrace() {
        assertThat(Problem.of(ProblemCode.DRAINING, "No").asException().getStackTrace())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeIsStableTextWithAnErrorStatus(ProblemCode code) {
        assertThat(code.code()).isEqualTo(code.name().toLowerCase(Locale.ROOT)).matches("[a-z_]+");
        assertThat(code.status()).isBetween(400, 504);
        assertThat(code.title()).isNotBlank();
    }
}
