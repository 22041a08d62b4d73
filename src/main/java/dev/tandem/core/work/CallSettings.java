package dev.tandem.core.work;

import dev.tandem.core.DurationText;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.task.FetchError;
import java.time.Duration;

/**
 * What a model is told about calling the upstream, the same for both.
 *
 * @param maxConnections the most connections at a time; what finds none waits for one
 * @param timeout how long the upstream may be silent, and how long a call may wait for a connection
 * @param blockingThreads how many threads make calls that block, where a model needs threads for that
 * @param maxQueued how many such calls may wait for one of them
 */
public record CallSettings(int maxConnections, Duration timeout, int blockingThreads, int maxQueued) {

    /** What it means for whoever asked that there was no answer. */
    public ProblemException problem(FetchError error) {
        Problem problem = error == FetchError.TIMEOUT
                ? Problem.of(
                        ProblemCode.UPSTREAM_TIMEOUT,
                        "The upstream was silent for %s (tandem.work.upstream-timeout)"
                                .formatted(DurationText.of(timeout)))
                : Problem.of(ProblemCode.UPSTREAM_FAILED, error.detail() + " (tandem.work.upstream)");
        return problem.asException();
    }
}
