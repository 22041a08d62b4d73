package dev.tandem.core.work;

import dev.tandem.core.task.TaskResult.Exited;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.task.TaskRun.OutputChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/**
 * Reads what a program writes to one of its outputs. The first part is kept, and told of as it comes; the rest is read and
 * thrown away, so that the program neither waits for a reader nor dies for want of one.
 *
 * <p>One thread reads; any may ask for what was kept so far.
 */
public final class OutputReader {
    /**
     * How long to wait for the rest when nobody seems to be left who could write: reading what is still in the pipe takes
     * but a moment, unless somebody has hidden who holds it open.
     */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final int PIECE = 8 * 1024;

    private final InputStream from;
    private final OutputChannel channel;
    private final int maxBytes;
    private final TaskRun run;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean truncated;

    public OutputReader(InputStream from, OutputChannel channel, int maxBytes, TaskRun run) {
        this.from = from;
        this.channel = channel;
        this.maxBytes = maxBytes;
        this.run = run;
    }

    /** Blocks until everybody who could write has ended. */
    public void readAll() {
        byte[] piece = new byte[PIECE];
        try (from) {
            for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
                keep(piece, read);
            }
        } catch (IOException closed) {
            // The JDK closes the stream of a process that has ended, and then nothing more can come.
        }
    }

    private synchronized void keep(byte[] piece, int length) {
        int room = Math.min(length, maxBytes - kept.size());
        if (room > 0) {
            kept.write(piece, 0, room);
            run.output(channel, Arrays.copyOf(piece, room));
        }
        truncated |= room < length;
    }

    /** What came of a program that has ended, with what was read of its outputs by now. */
    public static Exited exited(ProcessTree program, OutputReader output, OutputReader errorOutput) {
        return new Exited(
                program.exitCode(), output.kept(), output.isTruncated(), errorOutput.kept(), errorOutput.isTruncated());
    }

    private synchronized byte[] kept() {
        return kept.toByteArray();
    }

    private synchronized boolean isTruncated() {
        return truncated;
    }
}
