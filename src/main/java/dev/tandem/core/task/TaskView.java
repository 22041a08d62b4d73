package dev.tandem.core.task;

import java.time.Instant;
import java.util.Optional;

/**
 * A task at one moment.
 *
 * @param started when its work began; absent while it waits for its turn, and for ever if it was killed before
 * @param ended when nothing of the work was left
 * @param result JSON; shared, and not to be changed
 * @param error why there is no result; absent until it is over
 */
public record TaskView(
        TaskId id,
        TaskKind kind,
        TaskState state,
        Optional<String> group,
        Instant created,
        Optional<Instant> started,
        Optional<Instant> ended,
        Optional<Progress> progress,
        Optional<byte[]> result,
        Optional<TaskError> error) {

    /** So many of so many parts are done. */
    public record Progress(int done, int total) {}
}
