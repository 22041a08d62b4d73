package dev.tandem.core.wait;

import dev.tandem.core.problem.ProblemException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** What {@link CompletableFuture} leaves to be said. */
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
        CompletableFuture<T> mapped = source.thenApply(function);
        var _ = mapped.whenComplete((result, failure) -> {
            if (mapped.isCancelled()) {
                source.cancel(false);
            }
        });
        return mapped;
    }
}
