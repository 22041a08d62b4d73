package dev.tandem.virtualthread;

import dev.tandem.core.task.TaskInput.Digest;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskResult.Digested;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.work.DigestRounds;
import dev.tandem.core.work.WorkFailedException;

/** Computes a digest, and leaves that to threads that may. */
record DigestTask(ComputingThreads threads) {

    TaskResult run(Digest input, TaskRun run) throws InterruptedException, WorkFailedException {
        return new Digested(threads.compute(() -> DigestRounds.compute(input, run)));
    }
}
