package dev.tandem.virtualthread;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.TaskInput.Sleep;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskResult.Slept;

/** Sleeps. */
record SleepTask(Ticker ticker) {

    TaskResult run(Sleep input) throws InterruptedException {
        ticker.sleep(input.duration());
        return new Slept();
    }
}
