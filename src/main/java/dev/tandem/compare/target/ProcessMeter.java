package dev.tandem.compare.target;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the operating system knows of a process on this machine, or of several that serve together. */
public final class ProcessMeter {
    private static final double NANOS = 1e9;
    private static final long KIB = 1024;
    private static final Pattern RSS = Pattern.compile("^VmRSS:\\s+(\\d+) kB$", Pattern.MULTILINE);
    private static final Pattern OPEN_FILES = Pattern.compile("^Max open files\\s+(\\d+)\\s", Pattern.MULTILINE);
    private static final Pattern THREADS = Pattern.compile("^Threads:\\s+(\\d+)$", Pattern.MULTILINE);

    private final List<ProcessHandle> processes;

    ProcessMeter(ProcessHandle... processes) {
        this.processes = List.of(processes);
    }

    /** Of the first. */
    long pid() {
        return processes.getFirst().pid();
    }

    boolean isAlive() {
        return processes.stream().allMatch(ProcessHandle::isAlive);
    }

    /** User and system time since its start; 0 for one that has ended. */
    public double cpuSeconds() {
        return processes.stream()
                        .mapToLong(process -> process.info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toNanos())
                        .sum()
                / NANOS;
    }

    /** The resident set; absent where there is no {@code /proc}. */
    OptionalLong rssBytes() {
        return sum(RSS).stream().map(kib -> kib * KIB).findFirst();
    }

    /** Threads of the operating system; absent where there is no {@code /proc}. */
    OptionalLong threads() {
        return sum(THREADS);
    }

    /** How many files each may have open; absent where there is no {@code /proc}. */
    OptionalLong maxOpenFiles() {
        Matcher found = OPEN_FILES.matcher(text(pid(), "limits"));
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }

    private OptionalLong sum(Pattern field) {
        long sum = 0;
        for (ProcessHandle process : processes) {
            Matcher found = field.matcher(text(process.pid(), "status"));
            if (!found.find()) {
                return OptionalLong.empty();
            }
            sum += Long.parseLong(found.group(1));
        }
        return OptionalLong.of(sum);
    }

    private static String text(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), US_ASCII);
        } catch (IOException notThere) {
            return "";
        }
    }
}
