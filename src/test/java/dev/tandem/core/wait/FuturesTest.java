package dev.tandem.core.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FuturesTest {
    private final CompletableFuture<Integer> source = new CompletableFuture<>();
    private final List<String> untaken = new ArrayList<>();
    private final CompletableFuture<String> mapped = Futures.map(source, number -> "no. " + number, untaken::add);

    @Test
    void whatComesIsMapped() {
        source.complete(1);

        assertThat(mapped).isCompletedWithValue("no. 1");
        assertThat(untaken).isEmpty();
    }

    @Test
    void cancellingCancelsTheSource() {
        mapped.cancel(false);

        assertThat(source).isCancelled();
        assertThat(untaken).isEmpty();
    }

    /** The source decides in the moment in which it is cancelled, and before it hears of that. */
    @Test
    void whatCameTooLateToBeCancelledIsNotLost() {
        CompletableFuture<Integer> deaf = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return complete(2);
            }
        };
        CompletableFuture<String> cancelled = Futures.map(deaf, number -> "no. " + number, untaken::add);

        cancelled.cancel(false);

        assertThat(cancelled).isCancelled();
        assertThat(untaken).containsExactly("no. 2");
    }

    @Test
    void aRefusalIsPassedOn() {
        ProblemException refusal = Problem.of(ProblemCode.DRAINING, "not now").asException();

        source.completeExceptionally(refusal);

        assertThatThrownBy(mapped::join).hasCause(refusal);
    }

    @Test
    void aRefusalByTheFunctionIsTheResult() {
        ProblemException refusal = Problem.of(ProblemCode.DRAINING, "not now").asException();
        CompletableFuture<String> refused = Futures.map(source, number -> {
            throw refusal;
        });

        source.complete(1);

        assertThatThrownBy(refused::join).hasCause(refusal);
    }
}
