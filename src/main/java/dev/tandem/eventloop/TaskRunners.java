package dev.tandem.eventloop;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.task.TaskRunner;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** How this model does the work of tasks. */
final class TaskRunners implements TaskRunner {
    private final Ticker ticker;

    TaskRunners(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public Execution start(TaskInput input, TaskRun run) {
        if (input instanceof TaskInput.Sleep(Duration duration)) {
            AtomicBoolean ended = new AtomicBoolean();
            Ticker.Timer timer = ticker.schedule(duration, () -> {
                if (ended.compareAndSet(false, true)) {
                    run.succeeded(new TaskResult.Slept());
                }
            });
            return () -> {
                if (ended.compareAndSet(false, true)) {
                    timer.cancel();
                    run.stopped();
                }
            };
        }
        run.failed(TaskFailure.INTERNAL_ERROR);
        return () -> {};
    }
}
