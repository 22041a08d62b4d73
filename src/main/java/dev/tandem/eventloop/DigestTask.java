package dev.tandem.eventloop;

import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.work.DigestRounds;
import dev.tandem.core.work.WorkFailedException;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;

/** Computes a digest, and leaves that to threads that may. */
final class DigestTask {
    private final ComputingThreads threads;

    DigestTask(ComputingThreads threads) {
        this.threads = threads;
    }

    Mono<TaskResult> run(TaskInput.Digest input, Work work) {
        return threads.compute(() -> DigestRounds.compute(input, work.run()), work.hold())
                .<TaskResult>map(TaskResult.Digested::new)
                .onErrorMap(
                        RejectedExecutionException.class,
                        full -> new WorkFailedException(TaskFailure.POOL_SATURATED, full));
    }
}
