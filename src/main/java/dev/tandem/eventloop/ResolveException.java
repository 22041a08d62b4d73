package dev.tandem.eventloop;

import dev.tandem.core.task.ResolveError;

/** A question has no answer. */
final class ResolveException extends Exception {
    private final transient ResolveError error;

    ResolveException(ResolveError error) {
        super(error.detail());
        this.error = error;
    }

    ResolveError error() {
        return error;
    }
}
