package dev.tandem.core.wait;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Those who wait for one thing, in the order in which they came.
 *
 * <p>Whether a waiter is served, has waited in vain or has given up is decided once, inside the monitor of the thing it
 * waits for, by whoever takes it out of the line. What was decided is handed over afterwards, outside, through the
 * waiter's own executor. Between the two the client may leave: then what it was to get is given back, so that nothing is
 * lost to somebody who is no longer there.
 *
 * <p>Every method is called inside the monitor, but for the cancelling of the future that {@link #join} returns, which is
 * how a client gives up.
 *
 * @param <R> what a waiter asks for
 * @param <T> what it gets
 */
public final class WaitLine<R, T> {

    /**
     * What is waited for.
     *
     * @param <R> what a waiter asks for
     * @param <T> what it gets
     */
    public interface Keeper<R, T> {
        /**
         * What a waiter gets whose time is over. Called outside the monitor.
         *
         * @throws dev.tandem.core.problem.ProblemException if that is a refusal
         */
        T timedOut(R request);

        /** A waiter has left the line, and those behind it may be luckier. Called inside the monitor. */
        void left(R request, Caller caller, Ending ending, long waitedNanos);
    }

    private final Waits waits;
    private final Monitor monitor;
    private final Keeper<R, T> keeper;
    private final Set<Waiter<R, T>> waiters = new LinkedHashSet<>();

    WaitLine(Waits waits, Monitor monitor, Keeper<R, T> keeper) {
        this.waits = waits;
        this.monitor = monitor;
        this.keeper = keeper;
    }

    /**
     * Takes the last place.
     *
     * @param wait how long to wait at the most
     * @return what was waited for, completed by the caller's executor; cancelling it gives the place up
     */
    public CompletableFuture<T> join(R request, Duration wait, Caller caller) {
        monitor.requireInside();
        var waiter = new Waiter<R, T>(request, caller, waits.nanoTime());
        waiters.add(waiter);
        Runnable expire = () -> expire(waiter);
        waiter.expireWith(waits.begin(caller.model(), wait, expire));
        if (waits.hasEnded(caller.model())) {
            monitor.afterwards(expire);
        }
        var _ = waiter.answer().whenComplete((answer, failure) -> {
            if (waiter.answer().isCancelled()) {
                monitor.run(() -> giveUp(waiter));
            }
        });
        return waiter.answer();
    }

    public int size() {
        return waiters.size();
    }

    /**
     * Refuses one more, if as many wait as may.
     *
     * @param detail what is said then; {@code %d} stands for {@code max}
     * @throws dev.tandem.core.problem.ProblemException {@code waiters_limit_reached}
     */
    public void requirePlace(int max, String detail) {
        if (size() >= max) {
            throw Problem.of(ProblemCode.WAITERS_LIMIT_REACHED, detail.formatted(max))
                    .asException();
        }
    }

    public boolean isEmpty() {
        return waiters.isEmpty();
    }

    /** What the first in line asks for. */
    public Optional<R> first() {
        return waiters.stream().findFirst().map(Waiter::request);
    }

    /**
     * Serves the first in line.
     *
     * @param undo takes back what was to be handed to a client that has left; called outside the monitor
     * @throws java.util.NoSuchElementException if the line is empty
     */
    public void serveFirst(Function<R, T> served, Consumer<T> undo) {
        Waiter<R, T> waiter = waiters.iterator().next();
        T value = served.apply(waiter.request());
        leave(waiter, Ending.SERVED);
        monitor.afterwards(() -> waiter.complete(value, undo));
    }

    /** Serves everyone who asks for such a thing, at once. */
    public void serveAll(Predicate<R> suited, T value) {
        for (Waiter<R, T> waiter : new ArrayList<>(waiters)) {
            if (suited.test(waiter.request())) {
                leave(waiter, Ending.SERVED);
                monitor.afterwards(() -> waiter.complete(value, notTaken -> {}));
            }
        }
    }

    /** Sends everyone away: what they wait for is no more. */
    public void refuseAll(Problem problem) {
        for (Waiter<R, T> waiter : new ArrayList<>(waiters)) {
            leave(waiter, Ending.REFUSED);
            monitor.afterwards(() -> waiter.expire(() -> {
                throw problem.asException();
            }));
        }
    }

    private void giveUp(Waiter<R, T> waiter) {
        if (waiters.contains(waiter)) {
            leave(waiter, Ending.GIVEN_UP);
        }
    }

    private void expire(Waiter<R, T> waiter) {
        monitor.run(() -> {
            if (waiters.contains(waiter)) {
                leave(waiter, Ending.TIMED_OUT);
                monitor.afterwards(() -> waiter.expire(() -> keeper.timedOut(waiter.request())));
            }
        });
    }

    private void leave(Waiter<R, T> waiter, Ending ending) {
        monitor.requireInside();
        waiters.remove(waiter);
        waiter.stopTimer();
        keeper.left(waiter.request(), waiter.caller(), ending, waits.nanoTime() - waiter.sinceNanos());
    }
}
