package dev.tandem.virtualthread;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.task.TaskRunner;
import java.time.Duration;

/** How this model does the work of tasks. */
final class TaskRunners implements TaskRunner {
    private final Ticker ticker;
    private final VirtualThreads threads;

    TaskRunners(Ticker ticker, VirtualThreads threads) {
        this.ticker = ticker;
        this.threads = threads;
    }

    @Override
    public Execution start(TaskInput input, TaskRun run) {
        if (input instanceof TaskInput.Sleep(Duration duration)) {
            return threads.start(() -> sleep(duration, run))::interrupt;
        }
        run.failed(TaskFailure.INTERNAL_ERROR);
        return () -> {};
    }

    private void sleep(Duration duration, TaskRun run) {
        try {
            ticker.sleep(duration);
        } catch (InterruptedException e) {
            run.stopped();
            return;
        }
        run.succeeded(new TaskResult.Slept());
    }
}
