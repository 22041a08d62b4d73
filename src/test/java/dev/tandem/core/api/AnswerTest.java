package dev.tandem.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {

    @Test
    void aProblemIsADocumentWithAStableCode() {
        Answer answer = Answer.problem(Problem.invalid(ProblemCode.LIMIT_INVALID, "limit", "a\"b", "1 to 10"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsExactly(entry("Content-Type", "application/problem+json"));
        assertThat(answer.body())
                .asString(UTF_8)
                .isEqualTo("{\"type\":\"urn:tandem:problem:limit_invalid\",\"title\":\"Invalid limit\",\"status\":400,"
                        + "\"code\":\"limit_invalid\",\"detail\":\"limit: a\\\"b (expected: 1 to 10)\","
                        + "\"value\":\"a\\\"b\",\"expected\":\"1 to 10\"}");
    }

    @Test
    void whatIsAbsentIsLeftOut() {
        assertThat(Answer.problem(Problem.of(ProblemCode.DRAINING, "No")).body())
                .asString(UTF_8)
                .isEqualTo("{\"type\":\"urn:tandem:problem:draining\",\"title\":\"Shutting down\",\"status\":503,"
                        + "\"code\":\"draining\",\"detail\":\"No\"}");
    }

    @Test
    void aStatusBringsItsHeaders() {
        assertThat(Answer.problem(Refusals.methodNotAllowed("PUT", List.of("POST", "GET"))
                                .problem())
                        .headers())
                .containsEntry("Allow", "GET, POST");
        assertThat(Answer.problem(Problem.of(ProblemCode.UPGRADE_REQUIRED, "")).headers())
                .containsEntry("Upgrade", "websocket")
                .containsEntry("Connection", "Upgrade")
                .containsEntry("Sec-WebSocket-Version", "13");
        for (ProblemCode code : new ProblemCode[] {ProblemCode.IDEMPOTENCY_LIMIT_REACHED, ProblemCode.DRAINING}) {
            assertThat(Answer.problem(Problem.of(code, "")).headers()).containsEntry("Retry-After", "1");
        }
    }
}
