package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Claiming, and what becomes of a claim. */
abstract class ClaimsContract extends QueueClient {
    ClaimsContract() {
        super("q");
    }

    @Test
    void aClaimToTheByte() {
        String id = put("hello").json().get("id").asString();

        Reply reply = claim();
        assertThat(reply.header("Content-Type")).contains("application/json");
        String claim = reply.json().get("claim").asString();
        assertThat(claim).matches("[0-9a-f]{32}");
        String expires = reply.json().get("expires").asString();
        assertThat(reply.text())
                .isEqualTo(("{\"claim\":\"%s\",\"expires\":\"%s\",\"item\":{\"id\":\"%s\",\"attempt\":1,"
                                + "\"contentType\":\"text/plain\",\"data\":\"hello\"}}")
                        .formatted(claim, expires, id));
        put("another");
        Instant later =
                Instant.parse(claim(queue, "?lease=90s").json().get("expires").asString());
        assertThat(Duration.between(Instant.parse(expires), later)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void anAcknowledgedItemIsGone() {
        put("x");
        Reply claimed = claim();

        Reply done = acknowledge(claimed);
        assertThat(done.status()).isEqualTo(204);
        assertThat(done.text()).isEmpty();
        assertThat(get("/v1/queues/" + queue).json().get("bytes").asInt()).isZero();
        assertProblem(
                acknowledge(claimed),
                ProblemCode.CLAIM_GONE,
                "claim: %s (expected: one whose lease has not ended)"
                        .formatted(claimed.json().get("claim").asString()));
    }

    @Test
    void aReleasedItemIsTheNextWithOneAttemptMore() {
        put("1");
        put("2");

        assertThat(release(claim()).status()).isEqualTo(204);

        Reply again = claim();
        assertThat(data(again)).isEqualTo("1");
        assertThat(attempt(again)).isEqualTo(2);
    }

    @Test
    void aLeaseThatEndsGivesTheItemToTheNext() {
        put("1");
        Reply claimed = claim(queue, "?lease=30s");
        RawConnection next = claimant("?wait=1m");

        service().advance(Duration.ofSeconds(30));

        Reply again = next.reply();
        assertThat(data(again)).isEqualTo("1");
        assertThat(attempt(again)).isEqualTo(2);
        assertProblem(acknowledge(claimed), ProblemCode.CLAIM_GONE);
        assertProblem(release(claimed), ProblemCode.CLAIM_GONE);
        assertThat(acknowledge(again).status()).isEqualTo(204);
    }

    @Test
    void anExtendedLeaseLastsLonger() {
        put("1");
        Reply claimed = claim(queue, "?lease=30s");
        service().advance(Duration.ofSeconds(29));

        Reply extended = http("POST", claim(claimed) + "/extend?lease=10m", new byte[0]);

        assertThat(extended.status()).isEqualTo(200);
        Instant before = Instant.parse(claimed.json().get("expires").asString());
        assertThat(extended.text())
                .isEqualTo("{\"claim\":\"%s\",\"expires\":\"%s\"}"
                        .formatted(claimed.json().get("claim").asString(), before.plusSeconds(599)));
        service().advance(Duration.ofMinutes(9));
        assertThat(acknowledge(claimed).status()).isEqualTo(204);
        assertProblem(http("POST", claim(claimed) + "/extend", new byte[0]), ProblemCode.CLAIM_GONE);
    }

    @Test
    void anItemThatFailsTooOftenMovesToTheDeadQueue() {
        put("1");
        for (int attempt = 1; attempt <= 5; attempt++) {
            Reply claimed = claim();
            assertThat(attempt(claimed)).isEqualTo(attempt);
            release(claimed);
        }

        assertThat(tryClaim(queue, "").status()).isEqualTo(204);
        eventually().untilAsserted(() -> assertThat(depthLeasedMoving(queue)).containsExactly(0, 0, 0));
        Reply dead = claim(queue + ".dead", "");
        assertThat(data(dead)).isEqualTo("1");
        assertThat(attempt(dead)).isEqualTo(6);
        assertThat(get("/v1/queues?prefix=" + queue).json().get("queues"))
                .extracting(state -> state.get("queue").asString())
                .containsExactly(queue, queue + ".dead");
        assertThat(get("/v1/queues/" + queue + ".dead")
                        .json()
                        .at("/limits/maxAttempts")
                        .asInt())
                .isZero();
    }

    @Test
    void whoeverWaitsIsServedInTheOrderOfArrival() {
        List<RawConnection> claimants = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            claimants.add(claimant("?wait=5m"));
        }
        for (int i = 0; i < 5; i++) {
            put("" + i);
        }

        for (int i = 0; i < 5; i++) {
            assertThat(data(claimants.get(i).reply())).isEqualTo("" + i);
        }
    }

    @Test
    void whoeverWaitsInVainIsToldSo() {
        RawConnection claimant = claimant("?wait=30s");

        service().advance(Duration.ofSeconds(30));

        Reply reply = claimant.reply();
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Tandem-Model")).contains(model().text());
        claimant.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(claimant.reply().text()).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void aClaimantThatHangsUpLosesItsPlaceAndSwallowsNothing() {
        RawConnection polite = claimant("?wait=5m");
        RawConnection killed = claimant("?wait=5m");
        RawConnection next = claimant("?wait=5m");
        polite.close();
        killed.reset();
        awaitWaiting("claimants", 1);

        put("1");

        Reply reply = next.reply();
        assertThat(data(reply)).isEqualTo("1");
        assertThat(attempt(reply)).isEqualTo(1);
    }

    /**
     * The item may come before the server has noticed that the client is gone. Then it is given back as soon as that is
     * noticed, or, if the answer has just been written to nobody, when the lease ends.
     */
    @Test
    void anItemThatComesAsItsClaimantLeavesIsNotLost() {
        for (int i = 0; i < 20; i++) {
            RawConnection leaving = claimant("?wait=5m&lease=30s");
            if (i % 2 == 0) {
                leaving.reset();
            } else {
                leaving.close();
            }
            put("" + i);

            Reply reply = claimUntilItsLeaseEnds();

            assertThat(data(reply)).isEqualTo("" + i);
            acknowledge(reply);
            awaitWaiting("claimants", 0);
        }
        assertThat(depthLeasedMoving(queue)).containsExactly(0, 0, 0);
    }

    private Reply claimUntilItsLeaseEnds() {
        AtomicInteger inVain = new AtomicInteger();
        return eventually()
                .until(
                        () -> {
                            Reply reply = tryClaim(queue, "");
                            if (reply.status() == 204 && inVain.incrementAndGet() % 200 == 0) {
                                service().advance(Duration.ofSeconds(30));
                            }
                            return reply;
                        },
                        reply -> reply.status() == 200);
    }

    @Test
    void aClientThatClosesItsHalfHasLeft() {
        RawConnection leaving = claimant("?wait=5m").shutdownOutput();
        awaitWaiting("claimants", 0);
        assertThat(leaving.rest()).isEmpty();
    }

    @Test
    void bothModelsSeeTheSameQueue() {
        RawConnection claimant = claimant("?wait=5m");
        for (Model other : Model.values()) {
            if (other != model()) {
                try (RawConnection connection = new RawConnection(service().port(other))) {
                    connection.send("POST " + items(queue) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
                    assertThat(connection.reply().status()).isEqualTo(201);
                }
            }
        }
        assertThat(data(claimant.reply())).isEqualTo("eA==");
    }

    @Test
    void whatIsAskedForWronglyIsRefused() {
        assertProblem(
                tryClaim(queue, "?lease=999ms"),
                ProblemCode.DURATION_INVALID,
                "lease: 999ms (expected: 1s to 1h, as 500ms, 30s, 5m, 2h or ISO-8601)");
        assertProblem(tryClaim(queue, "?lease=61m"), ProblemCode.DURATION_INVALID);
        assertProblem(tryClaim(queue, "?lease=-1s"), ProblemCode.DURATION_INVALID);
        assertProblem(
                tryClaim(queue, "?wait=6m"),
                ProblemCode.DURATION_INVALID,
                "wait: 6m (expected: 0s to 5m, as 500ms, 30s, 5m, 2h or ISO-8601)");
        assertProblem(
                tryClaim(queue, "?priority=1"),
                ProblemCode.PARAMETER_UNKNOWN,
                "query parameter: priority (expected: lease, wait)");
        assertProblem(
                http("POST", claims(queue), "{}".getBytes(UTF_8)),
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than 0 bytes");
        String claim = claims(queue) + "/0123456789abcdef0123456789abcdef";
        assertProblem(http("DELETE", claim, new byte[0]), ProblemCode.CLAIM_GONE);
        assertProblem(http("POST", claim + "/release", new byte[0]), ProblemCode.CLAIM_GONE);
        assertProblem(http("POST", claim + "/extend", new byte[0]), ProblemCode.CLAIM_GONE);
        assertProblem(http("POST", claim + "/extend?lease=0s", new byte[0]), ProblemCode.DURATION_INVALID);
        assertProblem(http("POST", claim + "/release?x=1", new byte[0]), ProblemCode.PARAMETER_UNKNOWN);
        assertProblem(http("DELETE", claims("a%20b") + "/x", new byte[0]), ProblemCode.QUEUE_NAME_INVALID);
        assertProblem(http("DELETE", claims(queue) + "/%c3", new byte[0]), ProblemCode.REQUEST_MALFORMED);
        assertProblem(http("POST", claim, new byte[0]), ProblemCode.METHOD_NOT_ALLOWED);
        assertProblem(http("POST", claim + "/unknown", new byte[0]), ProblemCode.ROUTE_UNKNOWN);
        assertProblem(get("/v1/queues/" + queue), ProblemCode.QUEUE_UNKNOWN);
    }
}
