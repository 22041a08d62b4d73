package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import org.junit.jupiter.api.Test;

/** Three queues, four kilobytes for all of them, and leases of half a minute. */
abstract class QueueLimitsContract extends QueueClient {
    QueueLimitsContract() {
        super("q");
    }

    @Override
    final Service service() {
        return Service.shared(Service.Variant.NARROW);
    }

    @Test
    void thereAreNoMoreQueuesThanAllowed() {
        for (int i = 0; i < 3; i++) {
            put("full-" + i, "x", "");
        }

        Reply refused = post(items(queue), "text/plain", "x");
        assertProblem(
                refused, ProblemCode.QUEUE_LIMIT_REACHED, "There are 3 queues already (tandem.queues.max-queues)");
        assertThat(refused.header("Retry-After")).contains("1");
        assertProblem(tryClaim(queue, "?wait=1s"), ProblemCode.QUEUE_LIMIT_REACHED);
        assertThat(tryClaim(queue, "").status()).isEqualTo(204);
        http("DELETE", "/v1/queues/full-0", new byte[0]);
        put("x");
    }

    @Test
    void allQueuesTogetherTakeNoMoreMemoryThanAllowed() {
        put("full-1", "x".repeat(1000), "");
        put("full-2", "x".repeat(1000), "");

        Reply refused = post(items(queue) + "?wait=10s", "text/plain", "x".repeat(1000));
        assertProblem(
                refused,
                ProblemCode.QUEUE_FULL,
                "All queues together hold as much as they may, 4096 bytes (tandem.queues.max-memory)");
        assertThat(refused.header("Retry-After")).contains("1");
        http("DELETE", "/v1/queues/full-1", new byte[0]);
        put("x".repeat(1000));
    }

    @Test
    void anItemIsNoLargerThanAllowed() {
        put("x".repeat(1024));
        assertProblem(
                post(items(queue), "text/plain", "x".repeat(1025)),
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than 1024 bytes");
    }

    @Test
    void aLeaseIsNoLongerThanAllowedAndThatIsTheDefaultThen() {
        assertProblem(
                tryClaim(queue, "?lease=31s"),
                ProblemCode.DURATION_INVALID,
                "lease: 31s (expected: 1s to 30s, as 500ms, 30s, 5m, 2h or ISO-8601)");
        put("x");
        put("y");
        String expires = claim().json().get("expires").asString();
        assertThat(claim(queue, "?lease=30s").json().get("expires").asString()).isEqualTo(expires);
    }
}
