package dev.tandem.core.work;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
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
    private static final Path PROC = Path.of("/proc");
    private static final boolean LINUX = Files.isReadable(PROC.resolve("self/stat"));

    private static final String NAME = "\0" + ProcessTree.MARKER + "=";
    private static final ReentrantLock READING = new ReentrantLock();

    /** How often reading has begun; written by whoever reads. */
    private static volatile long readings;

    /** What was read then; guarded by the lock. */
    private static List<Entry> latest = List.of();

    private ProcessTable() {}

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

    /** All that are alive, or were at some moment since this was called. */
    static List<Entry> read() {
        long soonest = readings + 1;
        READING.lock();
        try {
            if (readings < soonest) {
                readings = soonest;
                latest = LINUX ? readProc() : readHandles();
            }
            return latest;
        } finally {
            READING.unlock();
        }
    }

    private static List<Entry> readProc() {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path process : processes) {
                entry(process).ifPresent(entries::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("/proc cannot be read", e);
        }
        return entries;
    }

    /** Empty for one that has ended, be it just now. */
    private static Optional<Entry> entry(Path process) {
        try {
            // pid (name) state ppid … starttime is the 22nd; the name may hold anything, blanks and brackets included.
            String stat = read(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return Optional.empty();
            }
            return Optional.of(new Entry(
                    Long.parseLong(process.getFileName().toString()),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[19]),
                    mark(process)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static String mark(Path process) {
        try {
            String environment = "\0" + read(process.resolve("environ"));
            int from = environment.indexOf(NAME);
            int to = environment.indexOf('\0', from + 1);
            return from < 0 || to < 0 ? "" : environment.substring(from + NAME.length(), to);
        } catch (IOException goneOrSomebodyElses) {
            return "";
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
