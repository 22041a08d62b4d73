package dev.tandem.core.queue;

import static dev.tandem.core.queue.QueueFixture.DEAD;
import static dev.tandem.core.queue.QueueFixture.JOBS;
import static dev.tandem.core.queue.QueueFixture.LEASE;
import static dev.tandem.core.queue.QueueFixture.WAIT;
import static dev.tandem.core.queue.QueueFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where items go that have failed too often; a dead queue of the fixture has room for one. */
class DeadQueueTest {
    private final QueueFixture fixture = new QueueFixture();
    private final Queues queues = fixture.queues;

    @AfterEach
    void nothingIsLeft() {
        fixture.assertNothingIsLeft();
    }

    @Test
    void anItemThatFailedTooOftenMoves() {
        String id = fixture.put("a");
        fixture.release(fixture.claim());
        fixture.claim();
        fixture.ticker.advance(LEASE);
        Claim last = fixture.claim();
        assertThat(last.attempt()).isEqualTo(3);

        fixture.release(last);

        assertThat(fixture.state().bytes()).isZero();
        assertThat(fixture.tryClaim(JOBS)).isEmpty();
        Claim dead = fixture.claim(DEAD);
        assertThat(text(dead)).isEqualTo("a");
        assertThat(dead.item()).isEqualTo(id);
        assertThat(dead.attempt()).isEqualTo(4);
        assertThat(fixture.heard).containsExactly("expired", "died");
    }

    @Test
    void nothingMovesOnFromADeadQueue() {
        fixture.put("a");
        fixture.kill();

        for (int i = 0; i < 10; i++) {
            queues.release(DEAD, fixture.claim(DEAD).id());
        }

        assertThat(fixture.claim(DEAD).attempt()).isEqualTo(14);
        assertThat(fixture.state(DEAD).limits().maxAttempts()).isZero();
    }

    @Test
    void anItemThatFindsNoRoomWaitsInItsOwnQueueAndKeepsItsRoom() {
        for (String text : List.of("a", "b", "c")) {
            fixture.put(text);
        }
        fixture.kill();
        fixture.kill();

        assertThat(fixture.state().moving()).isOne();
        assertThat(fixture.state().bytes()).isEqualTo(2);
        fixture.put("d");
        QueuesTest.assertRefused(fixture.put("e", Duration.ZERO), "queue_full: ");
        assertThat(text(fixture.claim())).isEqualTo("c");
        fixture.ticker.advance(LEASE);
        CompletableFuture<String> waiting = fixture.put("e", WAIT);

        queues.acknowledge(DEAD, fixture.claim(DEAD).id());

        assertThat(fixture.state().moving()).isZero();
        assertThat(waiting).as("room that the move has made").isCompleted();
        assertThat(text(fixture.claim(DEAD))).isEqualTo("b");
    }

    @Test
    void whatMovesComesBeforeThoseWhoPut() {
        fixture.put(DEAD, "x", Duration.ZERO).join();
        CompletableFuture<String> putter = fixture.put(DEAD, "y", WAIT);
        fixture.put("a");
        fixture.kill();
        assertThat(fixture.state().moving()).isOne();

        queues.acknowledge(DEAD, fixture.claim(DEAD).id());

        assertThat(putter).isNotDone();
        assertThat(text(fixture.claim(DEAD))).isEqualTo("a");
        putter.cancel(false);
    }

    @Test
    void whoeverWaitsAtTheDeadQueueGetsWhatDies() {
        var waiting = fixture.claim(DEAD, WAIT);
        fixture.put("a");

        fixture.kill();

        assertThat(text(waiting.join().orElseThrow())).isEqualTo("a");
    }

    @Test
    void whatIsTooLargeForTheDeadQueueMovesWhenThatIsEmpty() {
        fixture.put("0123456789");
        fixture.kill();

        assertThat(fixture.state(DEAD).bytes()).isEqualTo(10);
    }

    @Test
    void aDeadQueueComesIntoBeingWhereThereAreAsManyQueuesAsMayBe() {
        fixture.put("a");
        for (int i = 1; i < QueueFixture.MAX_QUEUES; i++) {
            fixture.put(new QueueName("q" + i), "a", Duration.ZERO).join();
        }

        fixture.kill();

        assertThat(fixture.state(DEAD).depth()).isOne();
        assertThat(queues.queueCount()).isEqualTo(QueueFixture.MAX_QUEUES + 1);
    }

    @Test
    void removingAQueueRemovesWhatStillWaitsToMove() {
        fixture.put("a");
        fixture.put("b");
        fixture.kill();
        fixture.kill();

        queues.remove(JOBS);
        queues.acknowledge(DEAD, fixture.claim(DEAD).id());

        assertThat(fixture.tryClaim(DEAD)).isEmpty();
        assertThat(queues.memoryBytes()).isZero();
    }

    @Test
    void removingADeadQueueMakesRoomForWhatWaitsToMove() {
        fixture.put("a");
        fixture.put("b");
        fixture.kill();
        fixture.kill();

        queues.remove(DEAD);

        assertThat(text(fixture.claim(DEAD))).isEqualTo("b");
        assertThat(fixture.state().moving()).isZero();
    }

    @Test
    void whereAttemptsHaveNoBoundNothingMoves() {
        Queues endless = new Queues(
                new QueueSettings(name -> new QueueLimits(Order.FIFO, 1, 10, 0, 0), 10, 10_000, Duration.ofMinutes(1)),
                fixture.ticker,
                fixture.waits,
                QueueListener.NONE);
        var _ = endless.put(JOBS, text("a"), OptionalInt.empty(), Duration.ZERO, QueueFixture.CALLER);
        for (int i = 1; i <= 100; i++) {
            Claim claim = endless.claim(JOBS, LEASE, Duration.ZERO, QueueFixture.CALLER)
                    .join()
                    .orElseThrow();
            assertThat(claim.attempt()).isEqualTo(i);
            endless.release(JOBS, claim.id());
        }
        endless.close();
    }
}
