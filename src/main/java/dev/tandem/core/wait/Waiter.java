package dev.tandem.core.wait;

import dev.tandem.core.Ticker;
import dev.tandem.core.problem.ProblemException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One place in a {@link WaitLine}. */
final class Waiter<R, T> {
    private final R request;
    private final Caller caller;
    private final long sinceNanos;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    /** Set before the waiter can be found by anybody. */
    private Ticker.Timer timer = () -> {};

    Waiter(R request, Caller caller, long sinceNanos) {
        this.request = request;
        this.caller = caller;
        this.sinceNanos = sinceNanos;
    }

    R request() {
        return request;
    }

    Caller caller() {
        return caller;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    CompletableFuture<T> answer() {
        return answer;
    }

    void expireWith(Ticker.Timer deadline) {
        timer = deadline;
    }

    void stopTimer() {
        timer.cancel();
    }

    /** Hands over what it has waited for; if it has given up meanwhile, {@code undo} takes that back. */
    void complete(T value, Consumer<T> undo) {
        try {
            caller.executor().execute(() -> {
                if (!answer.complete(value)) {
                    undo.accept(value);
                }
            });
        } catch (RejectedExecutionException modelIsGone) {
            undo.accept(value);
        }
    }

    /** Tells it that it has waited in vain. */
    void expire(Supplier<T> timedOut) {
        try {
            caller.executor().execute(() -> {
                try {
                    answer.complete(timedOut.get());
                } catch (ProblemException refused) {
                    answer.completeExceptionally(refused);
                }
            });
        } catch (RejectedExecutionException modelIsGone) {
            answer.cancel(false);
        }
    }
}
