package dev.tandem.core.semaphore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Ending;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SemaphoresTest {
    private static final SemaphoreName LOCK = new SemaphoreName("lock");
    private static final SemaphoreName POOL = new SemaphoreName("pool-1");
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration IDLE = Duration.ofSeconds(90);
    private static final Caller CALLER = new Caller(Model.VIRTUAL_THREAD, Runnable::run);

    private final ManualTicker ticker = new ManualTicker();
    private final Waits waits = new Waits(ticker);
    private final List<String> heard = new ArrayList<>();
    private final Semaphores semaphores = new Semaphores(
            new SemaphoreSettings(
                    name -> Optional.of(3).filter(rule -> name.text().startsWith("pool-")),
                    1,
                    10,
                    3,
                    2,
                    Duration.ofHours(1),
                    IDLE),
            ticker,
            waits,
            new SemaphoreListener() {
                @Override
                public void waited(Model model, Ending ending, long nanos) {
                    heard.add(ending.code() + " " + Duration.ofNanos(nanos).toSeconds());
                }

                @Override
                public void leaseExpired() {
                    heard.add("expired");
                }
            });

    @AfterEach
    void everythingComesBack() {
        ticker.advance(LEASE.plus(WAIT).plus(LEASE));
        assertThat(semaphores.permitsInUse()).isZero();
        ticker.advance(IDLE.plusSeconds(1));
        assertThat(semaphores.count()).isZero();
        semaphores.close();
        assertThat(ticker.pending()).isZero();
    }

    private CompletableFuture<Permit> ask(SemaphoreName name, Duration wait) {
        return semaphores.acquire(name, Optional.empty(), wait, LEASE, CALLER);
    }

    private CompletableFuture<Permit> ask() {
        return ask(LOCK, WAIT);
    }

    private Permit take() {
        return ask(LOCK, Duration.ZERO).join();
    }

    private void giveBack(Permit permit) {
        semaphores.release(permit.semaphore(), permit.id());
    }

    private SemaphoreState state() {
        return semaphores.state(LOCK).orElseThrow();
    }

    @Test
    void aSemaphoreIsALockUnlessItIsToldOtherwise() {
        Permit permit = take();
        assertThat(permit.expires()).isEqualTo(Instant.parse("2026-01-01T00:01:00Z"));
        assertThat(permit.id()).matches("[0-9a-f]{32}");
        assertThat(state()).isEqualTo(new SemaphoreState(LOCK, 1, 1, 0));

        assertThatThrownBy(this::take).hasRootCauseMessage("no_permit: The only permit is in use");
        giveBack(permit);
        take();
    }

    @Test
    void itHasAsManyPermitsAsTheFirstClientSays() {
        SemaphoreName name = new SemaphoreName("two");
        for (int i = 0; i < 2; i++) {
            semaphores
                    .acquire(name, Optional.of(2), Duration.ZERO, LEASE, CALLER)
                    .join();
        }
        assertThatThrownBy(() -> ask(name, Duration.ZERO).join())
                .hasRootCauseMessage("no_permit: All 2 permits are in use");
        assertThatThrownBy(() -> semaphores
                        .acquire(name, Optional.of(3), WAIT, LEASE, CALLER)
                        .join())
                .hasRootCauseMessage("permits_conflict: permits: 3 (expected: 2, which is what this semaphore has)");
        assertThat(semaphores.permitsInUse()).isEqualTo(2);
    }

    @Test
    void aRuleIsStrongerThanAClient() {
        assertThatThrownBy(() -> semaphores
                        .acquire(POOL, Optional.of(4), WAIT, LEASE, CALLER)
                        .join())
                .hasRootCauseMessage("permits_conflict: permits: 4 (expected: 3, which is what this semaphore has)");
        assertThat(semaphores.count()).isZero();
        semaphores.acquire(POOL, Optional.of(3), WAIT, LEASE, CALLER).join();
        ask(POOL, Duration.ZERO).join();
        ask(POOL, Duration.ZERO).join();
        assertThatThrownBy(() -> ask(POOL, Duration.ZERO).join()).hasMessageContaining("no_permit");
    }

    @Test
    void permitsAreLentInTheOrderInWhichTheyWereAskedFor() {
        Permit permit = take();
        CompletableFuture<Permit> first = ask();
        ticker.advance(Duration.ofSeconds(1));
        CompletableFuture<Permit> second = ask();
        assertThat(state()).isEqualTo(new SemaphoreState(LOCK, 1, 1, 2));

        giveBack(permit);
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(first.join().expires())
                .as("the lease begins when the permit is lent")
                .isEqualTo(Instant.parse("2026-01-01T00:01:01Z"));
        giveBack(first.join());
        assertThat(second).isCompleted();
        assertThat(heard).containsExactly("served 1", "served 0");
    }

    @Test
    void nobodyOvertakesThoseWhoWait() {
        Permit permit = take();
        CompletableFuture<Permit> first = ask();
        giveBack(permit);

        assertThatThrownBy(this::take).hasMessageContaining("no_permit");
        giveBack(first.join());
        take();
    }

    @Test
    void aPermitComesBackByItselfWhenItsLeaseEnds() {
        Permit permit = take();
        ticker.advance(LEASE.minusSeconds(10));
        CompletableFuture<Permit> next = ask();
        assertThat(next).isNotDone();

        ticker.advance(Duration.ofSeconds(10));

        assertThat(next).isCompleted();
        assertThat(heard).containsExactly("expired", "served 10");
        assertThatThrownBy(() -> giveBack(permit))
                .hasMessage("permit_gone: permit: %s (expected: a permit whose lease has not ended)"
                        .formatted(permit.id()));
        assertThat(state().inUse()).as("the other one's permit is still theirs").isEqualTo(1);
    }

    @Test
    void aPermitIsGivenBackOnce() {
        Permit permit = take();
        giveBack(permit);

        assertThatThrownBy(() -> giveBack(permit)).hasMessageStartingWith("permit_gone");
        assertThatThrownBy(() -> semaphores.release(new SemaphoreName("nobody"), permit.id()))
                .hasMessageStartingWith("permit_gone");
        assertThatThrownBy(() -> semaphores.extend(LOCK, permit.id(), LEASE)).hasMessageStartingWith("permit_gone");
    }

    @Test
    void aLeaseCanBeExtended() {
        Permit permit = take();
        ticker.advance(Duration.ofSeconds(59));
        assertThat(semaphores.extend(LOCK, permit.id(), LEASE))
                .isEqualTo(new Permit(LOCK, permit.id(), Instant.parse("2026-01-01T00:01:59Z")));
        ticker.advance(Duration.ofSeconds(59));
        assertThat(state().inUse()).isEqualTo(1);

        giveBack(permit);
        assertThat(semaphores.permitsInUse()).isZero();
    }

    @Test
    void whoeverHasWaitedLongEnoughGetsNone() {
        take();
        CompletableFuture<Permit> waiting = ask();

        ticker.advance(WAIT);

        assertThatThrownBy(waiting::join).hasMessageContaining("no_permit");
        assertThat(heard).containsExactly("timed_out 30");
    }

    @Test
    void whoeverGivesUpGetsNoneAndTheNextOneDoes() {
        Permit permit = take();
        CompletableFuture<Permit> first = ask();
        CompletableFuture<Permit> second = ask();
        first.cancel(false);

        giveBack(permit);

        assertThat(second).isCompleted();
        assertThat(semaphores.permitsInUse()).isEqualTo(1);
    }

    @Test
    void aPermitOnItsWayToSomebodyWhoLeftGoesToTheNext() {
        Permit permit = take();
        Queue<Runnable> loop = new ArrayDeque<>();
        CompletableFuture<Permit> first =
                semaphores.acquire(LOCK, Optional.empty(), WAIT, LEASE, new Caller(Model.EVENT_LOOP, loop::add));
        CompletableFuture<Permit> second = ask();
        giveBack(permit);
        assertThat(second).isNotDone();

        first.cancel(false);
        loop.remove().run();

        assertThat(second).isCompleted();
        assertThat(semaphores.permitsInUse()).isEqualTo(1);
        assertThat(heard).doesNotContain("expired");
    }

    @Test
    void whatIsTakenBackTwiceIsBackOnce() {
        Permit permit = take();
        semaphores.takeBack(permit);
        semaphores.takeBack(permit);

        take();
        assertThatThrownBy(this::take).hasMessageContaining("no_permit");
    }

    @Test
    void aModelThatShutsDownKeepsNobodyWaiting() {
        take();
        CompletableFuture<Permit> waiting = ask();

        waits.endAll(Model.VIRTUAL_THREAD);

        assertThatThrownBy(waiting::join).hasMessageContaining("no_permit");
        assertThatThrownBy(ask()::join).hasMessageContaining("no_permit");
    }

    @Test
    void noMoreWaitThanAllowed() {
        take();
        var _ = ask();
        var _ = ask();

        assertThatThrownBy(ask()::join)
                .hasRootCauseMessage(
                        "waiters_limit_reached: 2 clients wait for a permit already (tandem.semaphores.max-waiters)");
    }

    @Test
    void thereAreNoMoreSemaphoresThanAllowed() {
        for (String name : List.of("a", "b", "c")) {
            ask(new SemaphoreName(name), Duration.ZERO).join();
        }

        assertThatThrownBy(this::take)
                .hasRootCauseMessage("semaphore_limit_reached: There are 3 semaphores already "
                        + "(tandem.semaphores.max-semaphores)");
        assertThat(semaphores.list(Optional.of(new SemaphoreName("a")), "", 10))
                .containsExactly(
                        new SemaphoreState(new SemaphoreName("b"), 1, 1, 0),
                        new SemaphoreState(new SemaphoreName("c"), 1, 1, 0));
    }

    @Test
    void aSemaphoreThatNobodyUsesIsForgottenAndMayHaveAnotherNumberOfPermits() {
        Permit permit = take();
        giveBack(permit);
        ticker.advance(IDLE.minusSeconds(1));
        assertThat(semaphores.state(LOCK)).isPresent();
        assertThatThrownBy(() -> semaphores
                        .acquire(LOCK, Optional.of(2), WAIT, LEASE, CALLER)
                        .join())
                .hasMessageContaining("permits_conflict");

        ticker.advance(Duration.ofSeconds(2));

        assertThat(semaphores.state(LOCK)).isEmpty();
        semaphores.acquire(LOCK, Optional.of(2), WAIT, LEASE, CALLER).join();
        assertThat(state().permits()).isEqualTo(2);
    }

    @Test
    void aSemaphoreIsNotForgottenWhileAPermitIsInUse() {
        semaphores
                .acquire(LOCK, Optional.of(2), WAIT, Duration.ofMinutes(10), CALLER)
                .join();
        ticker.advance(Duration.ofMinutes(9));

        assertThat(state()).isEqualTo(new SemaphoreState(LOCK, 2, 1, 0));
        ticker.advance(Duration.ofMinutes(1));
    }
}
