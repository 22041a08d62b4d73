package dev.tandem.core.queue;

import static dev.tandem.core.queue.QueueFixture.CALLER;
import static dev.tandem.core.queue.QueueFixture.JOBS;
import static dev.tandem.core.queue.QueueFixture.LEASE;
import static dev.tandem.core.queue.QueueFixture.WAIT;
import static dev.tandem.core.queue.QueueFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.Model;
import dev.tandem.core.wait.Caller;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueuesTest {
    private final QueueFixture fixture = new QueueFixture();
    private final Queues queues = fixture.queues;

    @AfterEach
    void nothingIsLeft() {
        fixture.assertNothingIsLeft();
    }

    @Test
    void whatIsPutIsClaimedOnceAndGoneWhenAcknowledged() {
        String id = fixture.put("a");

        Claim claim = fixture.claim();
        assertThat(text(claim)).isEqualTo("a");
        assertThat(claim.item()).isEqualTo(id);
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(claim.expires()).isEqualTo(fixture.ticker.now().plus(LEASE));
        assertThat(claim.id()).matches("[0-9a-f]{32}");
        assertThat(fixture.tryClaim(JOBS)).isEmpty();

        fixture.acknowledge(claim);
        assertThat(fixture.state().bytes()).isZero();
        assertGone(() -> fixture.acknowledge(claim));
        assertGone(() -> fixture.release(claim));
        assertGone(() -> queues.extend(JOBS, claim.id(), LEASE));
        assertThat(fixture.tryClaim(JOBS)).isEmpty();
    }

    @Test
    void aClaimIsOneOfItsOwnQueue() {
        fixture.put("a");
        Claim claim = fixture.claim();

        assertGone(() -> queues.acknowledge(new QueueName("other"), claim.id()));
        assertThat(queues.queueCount()).as("nobody has used the other queue").isOne();
        fixture.acknowledge(claim);
    }

    @Test
    void idsAreDifferentInAllQueues() {
        assertThat(List.of(
                        fixture.put("a"),
                        fixture.put(new QueueName("b"), "a", Duration.ZERO).join(),
                        fixture.put("a")))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[0-9a-z]{13}:[0-9]+"));
    }

    @Test
    void whatIsReleasedIsNextWithOneAttemptMore() {
        fixture.put("a");
        fixture.put("b");

        fixture.release(fixture.claim());

        Claim again = fixture.claim();
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(fixture.heard).isEmpty();
    }

    @Test
    void whatIsGivenBackIsNextAsIfNobodyHadSeenIt() {
        fixture.put("a");
        fixture.put("b");

        queues.giveBack(JOBS, fixture.claim().id());

        Claim again = fixture.claim();
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.attempt()).isEqualTo(1);
        queues.giveBack(JOBS, "unknown");
        queues.giveBack(new QueueName("unknown"), again.id());
        assertThat(fixture.state().leased()).isOne();
    }

    @Test
    void anItemWhoseLeaseEndsIsNextWithOneAttemptMore() {
        fixture.put("a");
        fixture.put("b");
        Claim claim = fixture.claim();

        fixture.ticker.advance(LEASE.minusNanos(1));
        assertThat(fixture.state().leased()).isOne();
        fixture.ticker.advance(Duration.ofNanos(1));

        assertGone(() -> fixture.acknowledge(claim));
        Claim again = fixture.claim();
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(fixture.heard).containsExactly("expired");
    }

    @Test
    void anExtendedLeaseLastsSoLongFromNowOn() {
        fixture.put("a");
        Claim claim = fixture.claim();
        fixture.ticker.advance(LEASE.minusSeconds(1));

        assertThat(queues.extend(JOBS, claim.id(), LEASE))
                .isEqualTo(fixture.ticker.now().plus(LEASE));
        fixture.ticker.advance(LEASE.minusNanos(1));
        assertThat(fixture.state().leased()).isOne();
        assertThat(queues.extend(JOBS, claim.id(), Duration.ofSeconds(1)))
                .isEqualTo(fixture.ticker.now().plusSeconds(1).minusNanos(999_999));
        fixture.ticker.advance(Duration.ofSeconds(1));
        assertThat(fixture.state().depth()).isOne();
    }

    @Test
    void whoeverWaitsGetsWhatComes() {
        CompletableFuture<Optional<Claim>> first = fixture.claim(WAIT);
        CompletableFuture<Optional<Claim>> second = fixture.claim(WAIT);
        assertThat(fixture.state().claimants()).isEqualTo(2);

        fixture.ticker.advance(Duration.ofSeconds(3));
        fixture.put("a");
        assertThat(text(first.join().orElseThrow())).isEqualTo("a");
        assertThat(second).isNotDone();
        fixture.release(first.join().orElseThrow());
        Claim again = second.join().orElseThrow();
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.expires())
                .as("a lease begins when there is something to lease")
                .isEqualTo(fixture.ticker.now().plus(LEASE));
        assertThat(fixture.heard).containsExactly("CLAIM SERVED after 3 s", "CLAIM SERVED after 3 s");
    }

    @Test
    void whoeverWaitsInVainGetsNothing() {
        CompletableFuture<Optional<Claim>> claim = fixture.claim(WAIT);

        fixture.ticker.advance(WAIT);

        assertThat(claim).isCompletedWithValue(Optional.empty());
        assertThat(fixture.state().claimants()).isZero();
    }

    @Test
    void aClaimantThatHungUpSwallowsNothing() {
        CompletableFuture<Optional<Claim>> gone = fixture.claim(WAIT);
        CompletableFuture<Optional<Claim>> next = fixture.claim(WAIT);

        gone.cancel(false);
        fixture.put("a");

        assertThat(next.join()).isPresent();
    }

    @Test
    void aClaimantThatHungUpBeforeItCouldBeToldSwallowsNothing() {
        Queue<Runnable> loop = new ArrayDeque<>();
        CompletableFuture<Optional<Claim>> gone =
                queues.claim(JOBS, LEASE, WAIT, new Caller(Model.EVENT_LOOP, loop::add));
        CompletableFuture<Optional<Claim>> next = fixture.claim(WAIT);
        fixture.put("a");
        assertThat(next).isNotDone();

        gone.cancel(false);
        loop.remove().run();

        assertThat(next.join().map(Claim::attempt)).contains(1);
    }

    @Test
    void aFullQueueTakesNothingMoreUntilSomethingIsAcknowledged() {
        for (String text : List.of("a", "b", "c")) {
            fixture.put(text);
        }
        Claim claim = fixture.claim();
        assertRefused(
                fixture.put("d", Duration.ZERO),
                "queue_full: There is no room for it in the queue jobs (3 items, 10 bytes), or others wait before it");

        CompletableFuture<String> waiting = fixture.put("d", WAIT);
        assertThat(waiting).isNotDone();
        fixture.acknowledge(claim);

        assertThat(waiting).isCompleted();
        assertThat(fixture.state().depth()).isEqualTo(3);
        assertThat(fixture.heard).containsExactly("PUT SERVED after 0 s");
    }

    @Test
    void bytesAreBoundedToo() {
        fixture.put("0123456");

        assertRefused(fixture.put("789X", Duration.ZERO), "queue_full: ");
        fixture.put("789");
        assertThat(fixture.state().bytes()).isEqualTo(10);
    }

    @Test
    void whatCanNeverFitIsRefusedAtOnce() {
        assertRefused(
                fixture.put("0123456789X", WAIT),
                "payload_too_large: The body is larger than 10 bytes, all that the queue may hold");
        assertThat(queues.queueCount()).isZero();
    }

    @Test
    void aLargeItemAtTheHeadHoldsBackTheSmallerOnesBehindIt() {
        fixture.put("01234567");
        CompletableFuture<String> large = fixture.put("01234", WAIT);
        CompletableFuture<String> small = fixture.put("0", WAIT);
        assertRefused(fixture.put("0", Duration.ZERO), "queue_full: ");
        assertThat(List.of(large, small)).noneMatch(CompletableFuture::isDone);

        fixture.acknowledge(fixture.claim());

        assertThat(large).isCompleted();
        assertThat(small).isCompleted();
        assertThat(text(fixture.claim())).isEqualTo("01234");
    }

    @Test
    void whenTheLargeItemGivesUpTheSmallerOnesBehindItGetIn() {
        fixture.put("01234567");
        CompletableFuture<String> impatient = fixture.put("01234", Duration.ofSeconds(1));
        CompletableFuture<String> leaving = fixture.put("01235", WAIT);
        CompletableFuture<String> small = fixture.put("0", WAIT);

        fixture.ticker.advance(Duration.ofSeconds(1));
        assertRefused(impatient, "queue_full: ");
        assertThat(small).isNotDone();
        leaving.cancel(false);

        assertThat(small).isCompleted();
        assertThat(fixture.heard)
                .containsExactly("PUT TIMED_OUT after 1 s", "PUT GIVEN_UP after 1 s", "PUT SERVED after 1 s");
    }

    @Test
    void aPriorityIsForAQueueThatHasThem() {
        assertRefused(
                queues.put(JOBS, text("a"), OptionalInt.of(1), Duration.ZERO, CALLER),
                "priority_unsupported: priority: 1 (expected: none, as the order of this queue is fifo)");
        QueueName name = new QueueName("priority");
        for (int priority : new int[] {0, 255, 7}) {
            queues.put(name, text("" + priority), OptionalInt.of(priority), Duration.ZERO, CALLER)
                    .join();
        }
        assertThat(text(fixture.claim(name))).isEqualTo("255");
    }

    @Test
    void onlySoManyWaitForTheSame() {
        for (int i = 0; i < 3; i++) {
            var _ = fixture.claim(WAIT);
        }
        assertRefused(
                fixture.claim(WAIT), "waiters_limit_reached: There wait as many as may, 3 (tandem.queues.max-waiters)");
        for (int i = 0; i < 3; i++) {
            fixture.put("" + i);
        }
        for (int i = 0; i < 3; i++) {
            var _ = fixture.put("" + i, WAIT);
        }
        assertRefused(fixture.put("x", WAIT), "waiters_limit_reached: ");
    }

    @Test
    void onlySoManyQueuesAreThere() {
        for (int i = 0; i < QueueFixture.MAX_QUEUES; i++) {
            fixture.put(new QueueName("q" + i), "a", Duration.ZERO).join();
        }

        assertRefused(
                fixture.put("a", Duration.ZERO),
                "queue_limit_reached: There are 4 queues already (tandem.queues.max-queues)");
        assertRefused(fixture.claim(WAIT), "queue_limit_reached: ");
        assertThat(fixture.tryClaim(JOBS)).isEmpty();
        queues.remove(new QueueName("q0"));
        fixture.put("a");
    }

    @Test
    void onlySoMuchMemoryIsTakenAndWhoeverWaitsTakesItToo() {
        QueueName roomy = new QueueName("roomy");
        String large = "x".repeat(QueueFixture.MAX_MEMORY / 2 - 1024);
        fixture.put(roomy, large, Duration.ZERO).join();
        fixture.put(roomy, large, Duration.ZERO).join();

        assertRefused(
                fixture.put(roomy, large, WAIT),
                "queue_full: All queues together hold as much as they may, 65536 bytes (tandem.queues.max-memory)");
        queues.acknowledge(roomy, fixture.claim(roomy).id());
        CompletableFuture<String> again = fixture.put(roomy, large, WAIT);
        assertThat(again).isCompleted();
    }

    @Test
    void aPutThatGivesUpTakesNoMemory() {
        fixture.put("0123456789");
        long before = queues.memoryBytes();
        CompletableFuture<String> waiting = fixture.put("0", WAIT);
        assertThat(queues.memoryBytes()).isGreaterThan(before);

        waiting.cancel(false);

        assertThat(queues.memoryBytes()).isEqualTo(before);
    }

    @Test
    void aRemovedQueueTellsWhoeverWaitsAndForgetsItsClaims() {
        fixture.put("0123456789");
        CompletableFuture<String> putter = fixture.put("a", WAIT);
        Claim claim = fixture.claim();
        CompletableFuture<Optional<Claim>> claimant = fixture.claim(WAIT);

        queues.remove(JOBS);

        assertRefused(putter, "queue_removed: The queue jobs has been removed");
        assertRefused(claimant, "queue_removed: ");
        assertGone(() -> fixture.acknowledge(claim));
        assertThat(queues.state(JOBS)).isEmpty();
        assertThat(queues.memoryBytes()).isZero();
        queues.remove(JOBS);

        fixture.put("b");
        assertThat(text(fixture.claim())).isEqualTo("b");
    }

    @Test
    void aQueueIsForgottenWhenItIsEmptyAndUnused() {
        fixture.put("a");
        fixture.ticker.advance(Duration.ofHours(1));
        assertThat(queues.queueCount()).as("it holds something").isOne();
        Claim claim = fixture.claim();
        fixture.acknowledge(claim);
        fixture.ticker.advance(QueueFixture.IDLE.minusSeconds(1));
        assertThat(queues.queueCount()).isOne();

        fixture.ticker.advance(Duration.ofSeconds(2));
        assertThat(queues.queueCount()).isZero();

        var _ = fixture.claim(Duration.ofHours(1));
        fixture.ticker.advance(Duration.ofMinutes(30));
        assertThat(queues.queueCount()).as("somebody waits").isOne();
    }

    @Test
    void aModelThatShutsDownKeepsNobodyWaiting() {
        CompletableFuture<Optional<Claim>> claimant = fixture.claim(WAIT);
        fixture.waits.endAll(Model.VIRTUAL_THREAD);

        assertThat(claimant).isCompletedWithValue(Optional.empty());
        fixture.put("0123456789");
        assertRefused(fixture.put("a", WAIT), "queue_full: ");
    }

    @Test
    void theStateTellsWhatThereIs() {
        fixture.put("abc");
        fixture.ticker.advance(Duration.ofSeconds(2));
        fixture.put("de");
        fixture.claim();
        fixture.ticker.advance(Duration.ofSeconds(1));
        fixture.put("fghij");
        var _ = fixture.put("k", WAIT);

        assertThat(fixture.state())
                .isEqualTo(new QueueState(
                        JOBS,
                        2,
                        1,
                        0,
                        10,
                        0,
                        1,
                        Optional.of(Duration.ofSeconds(3)),
                        new QueueLimits(Order.FIFO, 3, 10, 3, 3)));
        assertThat(queues.depth()).isEqualTo(2);
        assertThat(queues.leased()).isOne();
    }

    @Test
    void queuesAreListedByName() {
        for (String name : List.of("b.1", "a", "b", "B")) {
            fixture.put(new QueueName(name), "x", Duration.ZERO).join();
        }

        assertThat(names(Optional.empty(), "", 10)).containsExactly("B", "a", "b", "b.1");
        assertThat(names(Optional.empty(), "", 2)).containsExactly("B", "a");
        assertThat(names(Optional.of(new QueueName("a")), "", 10)).containsExactly("b", "b.1");
        assertThat(names(Optional.of(new QueueName("a")), "b", 10)).containsExactly("b", "b.1");
        assertThat(names(Optional.of(new QueueName("b")), "b", 10)).containsExactly("b.1");
        assertThat(names(Optional.empty(), "c", 10)).isEmpty();
        assertThatThrownBy(() -> queues.list(Optional.empty(), "a b", 1))
                .hasMessageStartingWith("queue_name_invalid: ");
    }

    private List<String> names(Optional<QueueName> after, String prefix, int limit) {
        return queues.list(after, prefix, limit).stream()
                .map(state -> state.queue().text())
                .toList();
    }

    @Test
    void aNameLeavesRoomForThatOfItsDeadQueue() {
        String longest = "a".repeat(123);
        assertThat(new QueueName(longest).dead().text()).hasSize(128);
        assertThatThrownBy(() -> new QueueName(longest + "a"))
                .hasMessageContaining("queue_name_invalid: ")
                .hasMessageContaining("1 to 123 characters");
        assertThatThrownBy(() -> new QueueName("a" + longest + ".dead")).hasMessageContaining("1 to 128 characters");
    }

    static void assertGone(Runnable operation) {
        assertThatThrownBy(operation::run).hasMessageStartingWith("claim_gone: ");
    }

    static void assertRefused(CompletableFuture<?> future, String message) {
        assertThat(future).isCompletedExceptionally();
        assertThatThrownBy(future::join).cause().hasMessageStartingWith(message);
    }
}
