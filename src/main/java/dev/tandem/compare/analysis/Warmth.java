package dev.tandem.compare.analysis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Whether a server is warm: it has stopped to change, and its JVM, if it is one, has hardly anything left to compile. The
 * first alone says too little: compilers that have enough to do take the same in each window until they are done, and what
 * they take would be told of the requests.
 */
public final class Warmth {
    /** Of how many windows it is told at least. */
    public static final int WINDOWS = Stationarity.WINDOWS;

    private static final double TOLERANCE = 0.05;

    /** A typical latency that changes by less, in nanoseconds, is the same. */
    private static final double LATENCY_RESOLUTION = 20_000;

    private static final double NANOS = 1e9;

    /** The operating system counts CPU in hundredths of a second: so much of it may be missed. */
    private static final double CLOCK = 0.02;

    /** Over how many windows compilers have to be quiet. */
    private static final int QUIET = WINDOWS / 2;

    /** So much of all CPU is compilation now and then. */
    private static final double NOW_AND_THEN = 0.1;

    private final Stationarity stationarity;
    private final Deque<Usage> last = new ArrayDeque<>();

    /** @param shortest how long each window is at least */
    public Warmth(Duration shortest) {
        stationarity = new Stationarity(TOLERANCE, LATENCY_RESOLUTION, CLOCK / QUIET * NANOS / shortest.toNanos());
    }

    /**
     * The next window.
     *
     * @param latency the typical one, in nanoseconds
     * @param nanos how long the window was: that of the last answers varies
     */
    public void add(double latency, long nanos, Usage usage) {
        stationarity.add(latency, usage.cpuSeconds().orElse(0) * NANOS / nanos);
        last.addLast(usage);
        if (last.size() > QUIET) {
            last.removeFirst();
        }
    }

    /** What it lacks, in a few words; absent if it is warm. */
    public Optional<String> lack() {
        if (!stationarity.isReached()) {
            return Optional.of("Latency or CPU still changed");
        }
        double compiling = last.stream()
                .mapToDouble(usage -> usage.compilationSeconds().orElse(0))
                .sum();
        double all =
                last.stream().mapToDouble(usage -> usage.cpuSeconds().orElse(0)).sum();
        return compiling > Math.max(NOW_AND_THEN * all, CLOCK * QUIET)
                ? Optional.of("The JVM still compiled, for %.1f of %.1f s of its CPU".formatted(compiling, all))
                : Optional.empty();
    }
}
