package dev.tandem.core.task;

import dev.tandem.core.Model;

/**
 * Hears of what becomes of tasks. Called by every kind of thread, some of them event loops, and while locks are held: an
 * implementation is thread-safe, does not block and does not throw.
 */
public interface TaskListener {
    /** Hears nothing. */
    TaskListener NONE = new TaskListener() {};

    /** A task is pending or running. */
    default void entered(Model model, TaskKind kind, TaskState state) {}

    /** It is no longer. */
    default void left(Model model, TaskKind kind, TaskState state) {}

    /** A task is over. */
    default void ended(Model model, TaskKind kind, TaskState state) {}

    /** The work of a task that is over took so long. */
    default void worked(Model model, TaskKind kind, TaskState state, long nanos) {}
}
