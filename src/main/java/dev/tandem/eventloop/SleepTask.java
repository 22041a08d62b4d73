package dev.tandem.eventloop;

import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import reactor.core.publisher.Mono;

/** Sleeps as an event loop does: it does something else, and is called. */
final class SleepTask {
    Mono<TaskResult> run(TaskInput.Sleep input, Work work) {
        return work.after(input.duration()).thenReturn(new TaskResult.Slept());
    }
}
