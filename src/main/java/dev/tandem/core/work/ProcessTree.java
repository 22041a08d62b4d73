package dev.tandem.core.work;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.Command;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.work.ProcessTable.Entry;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that was started, and everything that it has started: a task is over when none of them is alive.
 *
 * <p>Processes leave their parents. One that forks twice, as daemons do, becomes a child of the system's first process,
 * and nothing that is passed on from parent to child can be taken from it any more but its environment. So each program
 * finds a variable of ours in its environment, with a value that no other has, and on Linux everything that has it is
 * found by it; besides, the children of whatever was found are found, and what was found once is remembered. What remains
 * hidden is a process that has cleared its environment and whose parent had ended before anybody looked; elsewhere than on
 * Linux, any whose parent had. A program that may be run is therefore one that does not hide.
 *
 * <p>They are asked to end (SIGTERM), each once, and after a grace made to (SIGKILL), until a look at the machine twice
 * finds none: once is not enough, as one may fork behind the back of him who looks, and end before he comes to it. A look
 * that fails, as for want of a file descriptor, finds nothing out, and is taken again.
 *
 * <p>The grace is measured by the {@link Ticker}; how often to look, and when to give up, by the machine's clock, as
 * processes end when they like. Thread-safe. What blocks says so.
 */
public final class ProcessTree {
    /** The variable that everything of one program has in its environment. */
    public static final String MARKER = "TANDEM_TASK";

    private static final Logger log = System.getLogger(ProcessTree.class.getName());
    private static final File NOTHING = new File("/dev/null");
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Then SIGKILL has not helped: it hangs in the kernel, or belongs to somebody else. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Process process;
    private final String mark;
    private final Set<Entry> known = new HashSet<>();
    private final Set<Entry> asked = new HashSet<>();
    private boolean blind;

    private ProcessTree(Process process, String mark) {
        this.process = process;
        this.mark = mark;
    }

    /**
     * Starts the program, without a shell, with nothing to read and nothing but the command's variables and the marker in
     * its environment. Blocks for as long as the system takes.
     *
     * @throws WorkFailedException {@link TaskFailure#PROCESS_NOT_STARTED}
     */
    public static ProcessTree start(TaskInput.Run run) throws WorkFailedException {
        Command command = run.command();
        List<String> line = new ArrayList<>();
        line.add(command.program().toString());
        line.addAll(command.fixedArguments());
        line.addAll(run.arguments());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(command.workingDirectory().toFile())
                .redirectInput(NOTHING);
        String value = UUID.randomUUID().toString();
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        builder.environment().put(MARKER, value);
        try {
            return new ProcessTree(builder.start(), value);
        } catch (IOException e) {
            throw new WorkFailedException(TaskFailure.PROCESS_NOT_STARTED, e);
        }
    }

    /** What the program writes. It may be held open by what it has started, after its own end. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** The same of its error output. */
    public InputStream errorOutput() {
        return process.getErrorStream();
    }

    /** Completed when the program itself has ended, by a thread of the JDK's. */
    public CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** Blocks until the program itself has ended. */
    public void awaitExit() throws InterruptedException {
        var _ = process.waitFor();
    }

    /**
     * How the program has ended: its status, or 128 and the number of the signal that ended it.
     *
     * @throws IllegalThreadStateException if it has not
     */
    public int exitCode() {
        return process.exitValue();
    }

    /**
     * Ends all that is still alive, and blocks until nothing is. To be called in any case, once the program has ended by
     * itself, too: it may have left something running. A second call waits for the first one. An interrupt does not end it,
     * and is kept.
     */
    public synchronized void end(Duration grace, Ticker ticker) {
        long begin = ticker.nanoTime();
        long killing = 0;
        long pause = FIRST_PAUSE_NANOS;
        boolean interrupted = false;
        for (int empty = 0; empty < 2; ) {
            Optional<Set<Entry>> seen = look();
            if (seen.isPresent() && seen.get().isEmpty()) {
                empty++;
                continue;
            }
            empty = 0;
            boolean kill = ticker.nanoTime() - begin >= grace.toNanos();
            if (killing > LIMIT_NANOS) {
                log.log(Level.WARNING, "Processes can not be killed: {0}", known);
                break;
            }
            seen.ifPresent(living -> signal(living, kill));
            long paused = System.nanoTime();
            LockSupport.parkNanos(pause);
            interrupted |= Thread.interrupted();
            killing += kill && seen.isPresent() ? System.nanoTime() - paused : 0;
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void signal(Set<Entry> living, boolean kill) {
        for (Entry entry : living) {
            if (kill) {
                ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly);
            } else if (!asked.contains(entry)
                    && ProcessHandle.of(entry.pid()).map(ProcessHandle::destroy).orElse(false)) {
                asked.add(entry);
            }
        }
    }

    /** Those that are alive; absent if that cannot be found out now. */
    private Optional<Set<Entry>> look() {
        try {
            return Optional.of(living(ProcessTable.SYSTEM.read()));
        } catch (IOException e) {
            if (!blind) {
                blind = true;
                log.log(
                        Level.WARNING,
                        "Whether a program has ended cannot be seen, and is waited for: {0}",
                        e.toString());
            }
            return Optional.empty();
        }
    }

    private Set<Entry> living(List<Entry> all) {
        Set<Entry> mine = new HashSet<>();
        Set<Long> pids = new HashSet<>();
        if (process.isAlive()) {
            pids.add(process.pid());
        }
        for (boolean more = true; more; ) {
            more = false;
            for (Entry entry : all) {
                boolean belongs = entry.mark().equals(mark)
                        || pids.contains(entry.pid())
                        || pids.contains(entry.parent())
                        || known.stream().anyMatch(entry::isSameAs);
                if (belongs && mine.add(entry)) {
                    pids.add(entry.pid());
                    more = true;
                }
            }
        }
        known.addAll(mine);
        return mine;
    }
}
