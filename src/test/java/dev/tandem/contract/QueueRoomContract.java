package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A queue with three places, ten bytes, two attempts and two waiters, whose dead queue has one place. */
abstract class QueueRoomContract extends QueueClient {
    QueueRoomContract() {
        super("small");
    }

    private String full() {
        return "There is no room for it in the queue %s (3 items, 10 bytes), or others wait before it".formatted(queue);
    }

    @Test
    void aFullQueueRefuses() {
        for (int i = 0; i < 3; i++) {
            put("" + i);
        }

        Reply refused = post(items(queue), "text/plain", "x");
        assertProblem(refused, ProblemCode.QUEUE_FULL, full());
        assertThat(refused.header("Retry-After")).contains("1");
        Reply claimed = claim();
        assertProblem(post(items(queue), "text/plain", "x"), ProblemCode.QUEUE_FULL);
        acknowledge(claimed);
        put("x");
    }

    @Test
    void bytesAreBoundedToo() {
        put("0123456");
        assertProblem(post(items(queue), "text/plain", "789X"), ProblemCode.QUEUE_FULL);
        put("789");
    }

    @Test
    void whatCanNeverFitIsRefusedAtOnce() {
        assertProblem(
                post(items(queue) + "?wait=5m", "text/plain", "0123456789X"),
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than 10 bytes, all that the queue may hold");
    }

    @Test
    void whoeverWaitsForRoomGetsIt() {
        put("0123456789");
        RawConnection putter = putter("abc", "?wait=5m");

        acknowledge(claim());

        Reply reply = putter.reply();
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().get("queue").asString()).isEqualTo(queue);
        assertThat(data(claim())).isEqualTo("abc");
    }

    @Test
    void whoeverWaitsForRoomInVainIsRefused() {
        put("0123456789");
        RawConnection putter = putter("abc", "?wait=30s");

        service().advance(Duration.ofSeconds(30));

        Reply reply = putter.reply();
        assertProblem(reply, ProblemCode.QUEUE_FULL, full());
        assertThat(reply.header("Retry-After")).contains("1");
    }

    @Test
    void aLargeItemAtTheHeadHoldsBackTheSmallerOneBehindIt() {
        put("0123456789".substring(2));
        RawConnection large = putter("01234", "?wait=5m");
        RawConnection small = putter("5", "?wait=5m");
        assertProblem(post(items(queue), "text/plain", "x"), ProblemCode.QUEUE_FULL);

        large.close();
        assertThat(small.reply().status()).isEqualTo(201);
        awaitWaiting("putters", 0);
    }

    @Test
    void whoeverHangsUpWhileWaitingForRoomPutsNothing() {
        put("0123456789");
        RawConnection putter = putter("abc", "?wait=5m");
        putter.reset();
        awaitWaiting("putters", 0);

        acknowledge(claim());

        assertThat(depthLeasedMoving(queue)).containsExactly(0, 0, 0);
    }

    @Test
    void onlySoManyWait() {
        putterOrClaimant("claimants", () -> claimant("?wait=5m"));
        Reply refused = tryClaim(queue, "?wait=5m");
        assertProblem(
                refused, ProblemCode.WAITERS_LIMIT_REACHED, "There wait as many as may, 2 (tandem.queues.max-waiters)");
        assertThat(refused.header("Retry-After")).contains("1");
        assertThat(tryClaim(queue, "").status()).isEqualTo(204);
        put("0123");
        put("4567");
        put("89");

        putterOrClaimant("putters", () -> putter("x", "?wait=5m"));
        assertProblem(post(items(queue) + "?wait=5m", "text/plain", "x"), ProblemCode.WAITERS_LIMIT_REACHED);
    }

    private void putterOrClaimant(String who, Runnable wait) {
        wait.run();
        wait.run();
        awaitWaiting(who, 2);
    }

    @Test
    void whatFindsNoRoomInTheDeadQueueWaitsAndKeepsItsRoom() {
        String dead = queue + ".dead";
        for (String text : new String[] {"1", "2", "3"}) {
            put(text);
        }
        for (int i = 0; i < 4; i++) {
            release(claim());
        }
        assertThat(depthLeasedMoving(queue)).containsExactly(1, 0, 1);
        put("4");
        assertProblem(post(items(queue), "text/plain", "x"), ProblemCode.QUEUE_FULL);

        Reply first = claim(dead, "");
        assertThat(data(first)).isEqualTo("1");
        assertThat(tryClaim(dead, "").status()).isEqualTo(204);
        acknowledge(first, dead);

        assertThat(data(claim(dead, "?wait=10s"))).isEqualTo("2");
        eventually().untilAsserted(() -> assertThat(depthLeasedMoving(queue)).containsExactly(2, 0, 0));
    }

    private void acknowledge(Reply claimed, String of) {
        String claim = claimed.json().get("claim").asString();
        assertThat(http("DELETE", claims(of) + "/" + claim, new byte[0]).status())
                .isEqualTo(204);
    }
}
