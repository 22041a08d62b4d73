package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import org.junit.jupiter.api.Test;

/** Configured limits of tasks. */
abstract class TaskLimitsContract extends TaskClient {
    private static final String SLEEP = "{\"kind\":\"sleep\",\"input\":{\"for\":\"1m\"}}";

    @Override
    final Service service() {
        return Service.shared(Service.Variant.NARROW);
    }

    @Test
    void thereAreNoMoreTasksThanAllowed() {
        String first = id(spawn(SLEEP));
        spawn(SLEEP);
        assertThat(spawn(SLEEP).status()).isEqualTo(202);

        Reply refused = spawn(SLEEP);
        assertProblem(refused, ProblemCode.TASK_LIMIT_REACHED, "There are 3 tasks already (tandem.tasks.max-tasks)");
        assertThat(refused.header("Retry-After")).contains("1");

        kill(first);
        assertThat(spawn(SLEEP).status()).isEqualTo(202);
    }

    @Test
    void theOldestThatIsOverIsForgottenForOneMore() {
        String first = "";
        for (int i = 0; i < 3; i++) {
            String id = id(spawn(SLEEP));
            kill(id);
            first = first.isEmpty() ? id : first;
        }

        assertProblem(get("/v1/tasks/" + first), ProblemCode.TASK_UNKNOWN);
    }

    @Test
    void aRequestAsksForNoMoreThanAllowed() {
        assertProblem(
                spawn(SLEEP.replace("1m", "61s")),
                ProblemCode.DURATION_INVALID,
                "input.for: 61s (expected: 0s to 1m, as 500ms, 30s, 5m, 2h or ISO-8601)");
        assertProblem(
                post("/v1/tasks?wait=11s", "application/json", SLEEP),
                ProblemCode.DURATION_INVALID,
                "wait: 11s (expected: 0s to 10s, as 500ms, 30s, 5m, 2h or ISO-8601)");
        assertProblem(
                spawn(SLEEP + " ".repeat(4096)), ProblemCode.PAYLOAD_TOO_LARGE, "The body is larger than 4096 bytes");
    }

    /** Of the events that are not kept any more a client is told that it has missed them. */
    @Test
    void eventsThatAreNotKeptAreAGap() {
        String id = id(spawn(SLEEP));
        kill(id);
        EventClient events = stream("/v1/tasks/" + id + "/events");

        assertThat(events.event()).endsWith(":1\n\n");
        assertThat(events.event()).contains("event: gap\n");
        assertThat(events.event()).contains("\"state\":\"running\"");
        assertThat(events.event()).contains("\"state\":\"killed\"");
        events.assertEnds();
    }
}
