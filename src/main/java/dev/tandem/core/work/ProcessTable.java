package dev.tandem.core.work;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The processes of this machine. On Linux they are read from {@code /proc} (proc(5)), where the JDK tells too little: it
 * takes one that nobody has waited for yet, a zombie, to be alive, and shows no environment. Elsewhere the JDK has to do.
 *
 * <p>Reading it blocks, and takes longer the more processes there are. When many ask at a time, one reads for all who have
 * come before it began. Thread-safe.
 */
final class ProcessTable {
    static final ProcessTable SYSTEM = new ProcessTable(Path.of("/proc"));

    private static final String NAME = "\0" + ProcessTree.MARKER + "=";

    private final Path proc;
    private final boolean linux;
    private final ReentrantLock reading = new ReentrantLock();

    /** How often reading has begun; written by whoever reads. */
    private volatile long begun;

    /** Which of the readings was the last that came to its end, and what was read then; guarded by the lock. */
    private long completed;

    private List<Entry> latest = List.of();

    ProcessTable(Path proc) {
        this.proc = proc;
        linux = Files.isReadable(proc.resolve("self/stat"));
    }

    /**
     * A process that is alive.
     *
     * @param start when it began, in a unit of the system's own: with the id it tells one process from all others
     * @param mark what {@link ProcessTree#MARKER} is in its environment; empty if it is not there
     */
    record Entry(long pid, long parent, long start, String mark) {
        boolean isSameAs(Entry other) {
            return pid == other.pid && start == other.start;
        }
    }

    /**
     * All that are alive, or were at some moment since this was called.
     *
     * @throws IOException if not all could be read, as when there is no file descriptor left to do it with
     */
    List<Entry> read() throws IOException {
        long soonest = begun + 1;
        reading.lock();
        try {
            if (completed < soonest) {
                long number = begun + 1;
                begun = number;
                latest = linux ? readProc() : readHandles();
                completed = number;
            }
            return latest;
        } finally {
            reading.unlock();
        }
    }

    private List<Entry> readProc() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[1-9]*")) {
            for (Path process : processes) {
                entry(process).ifPresent(entries::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    /** Empty for one that has ended, be it just now, or that this user may not see. */
    private static Optional<Entry> entry(Path process) throws IOException {
        try {
            Stat stat = Stat.of(process);
            if (stat.hasEnded()) {
                return Optional.empty();
            }
            String mark = stat.hasMemory() ? mark(process) : "";
            return Optional.of(
                    new Entry(Long.parseLong(process.getFileName().toString()), stat.parent(), stat.start(), mark));
        } catch (IOException e) {
            if (isThere(process)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** A look that takes no file descriptor. What is hidden from this user (hidepid in proc(5)) is not there. */
    private static boolean isThere(Path process) {
        return Files.isExecutable(process);
    }

    private static String mark(Path process) throws IOException {
        try {
            String environment = "\0" + read(process.resolve("environ"));
            int from = environment.indexOf(NAME);
            int to = environment.indexOf('\0', from + 1);
            return from < 0 || to < 0 ? "" : environment.substring(from + NAME.length(), to);
        } catch (AccessDeniedException somebodyElses) {
            return "";
        } catch (IOException e) {
            if (Stat.of(process).hasMemory()) {
                throw e;
            }
            return "";
        }
    }

    /** What {@code /proc/pid/stat} tells, counted from the state, which is the third field there. */
    private record Stat(String[] fields) {
        static Stat of(Path process) throws IOException {
            // pid (name) state ppid …; the name may hold anything, blanks and brackets included.
            String text = read(process.resolve("stat"));
            return new Stat(text.substring(text.lastIndexOf(')') + 2).split(" ", -1));
        }

        boolean hasEnded() {
            return fields[0].equals("Z") || fields[0].equals("X");
        }

        long parent() {
            return Long.parseLong(fields[1]);
        }

        long start() {
            return Long.parseLong(fields[19]);
        }

        /** The kernel's own threads have none, nor has who is just ending; so they have no environment either. */
        boolean hasMemory() {
            return !fields[20].equals("0");
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), ISO_8859_1);
    }

    private static List<Entry> readHandles() {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .map(process -> new Entry(
                        process.pid(),
                        process.parent().map(ProcessHandle::pid).orElse(0L),
                        process.info().startInstant().map(Instant::toEpochMilli).orElse(0L),
                        ""))
                .toList();
    }
}
