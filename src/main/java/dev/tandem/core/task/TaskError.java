package dev.tandem.core.task;

import java.time.Duration;

/**
 * Why a task has no result.
 *
 * @param code the stable name
 * @param detail a sentence for the person who reads it
 */
public record TaskError(String code, String detail) {
    static final TaskError KILLED = new TaskError("killed", "A client had it stopped");
    static final TaskError SHUTDOWN = new TaskError("shutdown", "The server was shut down");

    static TaskError of(TaskFailure failure) {
        return new TaskError(failure.code(), failure.detail());
    }

    static TaskError timedOut(Duration timeout) {
        return new TaskError("timed_out", "It was not done within " + timeout.toMillis() + " ms");
    }
}
