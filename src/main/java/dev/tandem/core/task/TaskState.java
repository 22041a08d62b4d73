package dev.tandem.core.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a task is in its life. The lower-case name stands in requests, answers, events and metrics. */
public enum TaskState {
    /** Its group has no room for it yet. */
    PENDING,
    /** The work is under way, or is being stopped. */
    RUNNING,
    /** It has a result. */
    SUCCEEDED,
    /** It has none, and an error instead. */
    FAILED,
    /** It was told to stop, and nothing of the work is left. */
    KILLED,
    /** It took too long, and nothing of the work is left. */
    TIMED_OUT;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name, for example {@code timed_out}. */
    public String text() {
        return text;
    }

    /** Whether nothing more will come of it. */
    public boolean isOver() {
        return this != PENDING && this != RUNNING;
    }

    /** The state of that name. */
    public static Optional<TaskState> of(String text) {
        return Arrays.stream(values()).filter(state -> state.text.equals(text)).findFirst();
    }
}
