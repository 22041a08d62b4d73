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

/**
 * The processes of this machine. On Linux they are read from {@code /proc} (proc(5)), where the JDK tells too little: it
 * takes one that nobody has waited for yet, a zombie, to be alive, and shows no environment. Elsewhere the JDK has to do.
 *
 * <p>Reading it blocks.
 */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final boolean LINUX = Files.isReadable(PROC.resolve("self/stat"));

    private ProcessTable() {}

    /**
     * A process that is alive.
     *
     * @param start when it began, in a unit of the system's own: with the id it tells one process from all others
     * @param marked whether its environment holds the mark that was looked for
     */
    record Entry(long pid, long parent, long start, boolean marked) {
        boolean isSameAs(Entry other) {
            return pid == other.pid && start == other.start;
        }
    }

    /** All that are alive, and of each whether {@code mark}, a {@code name=value}, stands in its environment. */
    static List<Entry> read(String mark) {
        return LINUX ? readProc(mark) : readHandles();
    }

    private static List<Entry> readProc(String mark) {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path process : processes) {
                entry(process, mark).ifPresent(entries::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("/proc cannot be read", e);
        }
        return entries;
    }

    /** Empty for one that has ended, be it just now. */
    private static Optional<Entry> entry(Path process, String mark) {
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
                    isMarked(process, mark)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static boolean isMarked(Path process, String mark) {
        try {
            return ("\0" + read(process.resolve("environ"))).contains("\0" + mark + "\0");
        } catch (IOException goneOrSomebodyElses) {
            return false;
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
                        false))
                .toList();
    }
}
