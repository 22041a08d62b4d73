package dev.tandem.core.task;

/**
 * How one model does the work of tasks, in its own idiom.
 *
 * <p>Thread-safe. Nothing here blocks: work goes on after {@link #start} has returned, wherever the model has it done.
 */
public interface TaskRunner {
    /**
     * Begins a task.
     *
     * @param run hears of it; exactly one of its methods that say that the work has ended is called, once, when nothing of
     *     the work is left: no socket open, no process alive, no thread busy with it
     * @return stops the work
     */
    Execution start(TaskInput input, TaskRun run);

    /** Work under way. */
    @FunctionalInterface
    interface Execution {
        /**
         * Stops the work: its sockets are closed, its processes destroyed, its threads interrupted. Returns at once;
         * {@link TaskRun#stopped} is called when it has been done, unless the work ended by itself just before. May be
         * called by any thread, more than once, and after the end, when it does nothing.
         */
        void stop();
    }
}
