package dev.tandem.core.work;

import dev.tandem.core.task.TaskFailure;

/** A task can have no result, for a reason that was foreseen. */
public final class WorkFailedException extends Exception {
    private final transient TaskFailure failure;

    public WorkFailedException(TaskFailure failure) {
        super(failure.detail());
        this.failure = failure;
    }

    public WorkFailedException(TaskFailure failure, Throwable cause) {
        super(failure.detail(), cause);
        this.failure = failure;
    }

    public TaskFailure failure() {
        return failure;
    }
}
