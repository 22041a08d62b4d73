package dev.tandem.core.wait;

import dev.tandem.core.problem.ProblemException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes futures of operations that may refuse, and of other futures, which are given up along with them. */
public final class Futures {
    private Futures() {}

    /** The result of an operation, or the future that fails with what it was refused for. */
    public static <T> CompletableFuture<T> attempt(Supplier<CompletableFuture<T>> operation) {
        try {
            return operation.get();
        } catch (ProblemException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** As {@link CompletableFuture#thenApply}, but cancelling what is returned cancels {@code source}, too. */
    public static <S, T> CompletableFuture<T> map(CompletableFuture<S> source, Function<S, T> function) {
        return map(source, function, notTaken -> {});
    }

    /**
     * The same for what must not be lost.
     *
     * @param untaken gets the result if it comes when what is returned has been cancelled already
     */
    public static <S, T> CompletableFuture<T> map(
            CompletableFuture<S> source, Function<S, T> function, Consumer<T> untaken) {
        CompletableFuture<T> mapped = new CompletableFuture<>();
        var _ = mapped.whenComplete((result, failure) -> {
            if (mapped.isCancelled()) {
                source.cancel(false);
            }
        });
        var _ = source.whenComplete((value, failure) -> {
            if (failure != null) {
                mapped.completeExceptionally(failure);
                return;
            }
            try {
                T result = function.apply(value);
                if (!mapped.complete(result)) {
                    untaken.accept(result);
                }
            } catch (RuntimeException e) {
                mapped.completeExceptionally(e);
            }
        });
        return mapped;
    }
}
