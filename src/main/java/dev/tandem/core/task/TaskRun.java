package dev.tandem.core.task;

/**
 * What a {@link TaskRunner} tells of one task under way. Whether the work's end or a kill came first is decided behind
 * this: after a kill nothing that is told changes anything but that the work has ended.
 *
 * <p>Thread-safe; nothing here blocks.
 */
public interface TaskRun extends Progress {
    /** A process wrote something. The bytes are the callee's from now on. */
    void output(OutputChannel channel, byte[] bytes);

    /** The work has ended with a result. */
    void succeeded(TaskResult result);

    /** The work has ended without one. */
    void failed(TaskFailure failure);

    /** The work has ended because it was told to. */
    void stopped();

    /** Where a process writes to. */
    enum OutputChannel {
        STDOUT,
        STDERR
    }
}
