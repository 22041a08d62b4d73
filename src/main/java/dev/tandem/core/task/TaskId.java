package dev.tandem.core.task;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a task: when it was created, so that ids in their order are tasks in theirs, and then what nobody can guess.
 *
 * @param text as it stands in a URL: {@value #LENGTH} characters of {@code 0-9 a-v}
 */
public record TaskId(String text) implements Comparable<TaskId> {
    static final int LENGTH = 24;

    private static final Pattern PATTERN = Pattern.compile("[0-9a-v]{" + LENGTH + "}");

    /** Reads an id; empty if no task could have it. */
    public static Optional<TaskId> parse(String text) {
        return PATTERN.matcher(text).matches() ? Optional.of(new TaskId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(TaskId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
