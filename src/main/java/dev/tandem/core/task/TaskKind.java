package dev.tandem.core.task;

import java.util.Locale;

/** What a task can do. The lower-case name stands in requests, answers and metrics. */
public enum TaskKind {
    SLEEP,
    FETCH,
    RESOLVE,
    PROCESS,
    DIGEST;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name, for example {@code fetch}. */
    public String text() {
        return text;
    }
}
