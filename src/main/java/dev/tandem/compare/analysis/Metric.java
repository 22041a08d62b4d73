package dev.tandem.compare.analysis;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What is made of a run, as one number each. Of those that are judged a difference may be claimed; the others are told, as
 * one run's worst moment, or the number of threads, is no ground for a claim.
 */
public enum Metric {
    THROUGHPUT("throughput", "per s", true, false, run -> ofLoad(run, Load::throughput)),
    P50("latency p50", "ms", true, true, run -> percentile(run, 50)),
    P90("latency p90", "ms", false, true, run -> percentile(run, 90)),
    P99("latency p99", "ms", true, true, run -> percentile(run, 99)),
    P999("latency p99.9", "ms", true, true, run -> percentile(run, 99.9)),
    MAX("latency maximum", "ms", false, true, Metric::maximum),
    FAILED("failed", "", false, true, run -> ofLoad(run, Load::failed)),
    CPU("CPU each", "µs", true, true, run -> each(run, run.usage().cpuSeconds(), 1e6)),
    ALLOCATED(
            "allocated each",
            "bytes",
            true,
            true,
            run -> each(run, ofLong(run.usage().allocatedBytes()), 1)),
    GC("in collections", "ms", false, true, run -> scaled(run.usage().gcSeconds(), 1e3)),
    COMPILATION("in compilation", "ms", false, true, run -> scaled(run.usage().compilationSeconds(), 1e3)),
    THREADS("threads", "", false, true, run -> ofLong(run.usage().threads())),
    HEAP_EACH("heap each connection", "bytes", true, true, run -> Slope.of(run.memory(), MemoryPoint::heapBytes)),
    RSS_EACH("resident each connection", "bytes", true, true, run -> Slope.of(run.memory(), MemoryPoint::rssBytes)),
    RECOVERY(
            "recovery",
            "ms",
            true,
            true,
            run -> run.recovery()
                    .map(Recovery::time)
                    .map(Duration::toMillis)
                    .map(OptionalDouble::of)
                    .orElseGet(OptionalDouble::empty));

    private static final double NANOS_IN_MILLI = 1e6;
    private static final long LEAST_BEYOND = 10;

    private final String title;
    private final String unit;
    private final boolean judged;
    private final boolean lessIsBetter;

    @SuppressWarnings("ImmutableEnumChecker") // Functions of nothing but their argument.
    private final Function<Measurement, OptionalDouble> value;

    private final String id = name().toLowerCase(Locale.ROOT);

    Metric(
            String title,
            String unit,
            boolean judged,
            boolean lessIsBetter,
            Function<Measurement, OptionalDouble> value) {
        this.title = title;
        this.unit = unit;
        this.judged = judged;
        this.lessIsBetter = lessIsBetter;
        this.value = value;
    }

    /** The stable name, for example {@code p99}. */
    public String id() {
        return id;
    }

    public String title() {
        return title;
    }

    /** The unit in which it is told; empty for a count. */
    public String unit() {
        return unit;
    }

    /** Whether a difference may be claimed of it. */
    public boolean isJudged() {
        return judged;
    }

    /** The same where a part of the requests failed: then how many is judged, and nothing that is known of the others alone. */
    boolean isJudgedAmongFailures() {
        return switch (this) {
            case THROUGHPUT, FAILED, HEAP_EACH, RSS_EACH, RECOVERY -> true;
            case P50, P90, P99, P999, MAX, CPU, ALLOCATED, GC, COMPILATION, THREADS -> false;
        };
    }

    public boolean isLessBetter() {
        return lessIsBetter;
    }

    /** Its value in one run; absent if it was not measured there. */
    public OptionalDouble of(Measurement run) {
        return value.apply(run);
    }

    private static OptionalDouble ofLoad(Measurement run, Function<Load, ? extends Number> what) {
        return run.load().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(what.apply(run.load().get()).doubleValue());
    }

    /**
     * Absent if fewer than ten values lie beyond it, as what so few say is chance, or if most of it may be the generator's own
     * lateness.
     */
    private static OptionalDouble percentile(Measurement run, double percentile) {
        return run.load()
                .filter(load -> Math.round(load.latency().getTotalCount() * (100 - percentile) / 100) >= LEAST_BEYOND)
                .filter(load -> 2 * load.ownLateness().getValueAtPercentile(percentile)
                        <= load.latency().getValueAtPercentile(percentile))
                .map(load -> OptionalDouble.of(load.latency().getValueAtPercentile(percentile) / NANOS_IN_MILLI))
                .orElseGet(OptionalDouble::empty);
    }

    private static OptionalDouble maximum(Measurement run) {
        return ofLoad(run, load -> load.latency().getMaxValue() / NANOS_IN_MILLI);
    }

    private static OptionalDouble each(Measurement run, OptionalDouble all, double scale) {
        long answered = run.load().map(Load::answered).orElse(0L);
        return answered == 0 || all.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(all.getAsDouble() * scale / answered);
    }

    private static OptionalDouble scaled(OptionalDouble value, double scale) {
        return value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() * scale);
    }

    private static OptionalDouble ofLong(OptionalLong value) {
        return value.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of((double) value.getAsLong());
    }
}
