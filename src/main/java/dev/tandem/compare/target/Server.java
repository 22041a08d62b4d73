package dev.tandem.compare.target;

import dev.tandem.compare.analysis.MemoryPoint;
import dev.tandem.compare.analysis.Usage;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A server that is measured, and what can be known of its process from outside. */
public interface Server extends AutoCloseable {
    /** The name in the configuration of how many files the process may have open. */
    String MAX_OPEN_FILES = "open files, maximum";

    /** Where its API is. */
    URI url();

    /** Its process, if that is on this machine and could be found. */
    Optional<ProcessMeter> process();

    /** Its JVM, if it is one that lets itself be looked into. */
    Optional<JvmMeter> jvm();

    /** Whether it is still there, as far as can be known. */
    default boolean isAlive() {
        return process().map(ProcessMeter::isAlive).orElse(true);
    }

    /** What it runs with, as far as that can be known, by names that can be shown. */
    default Map<String, String> configuration() {
        Map<String, String> configuration = new TreeMap<>();
        jvm().ifPresent(jvm -> configuration.putAll(jvm.configuration()));
        process()
                .map(ProcessMeter::maxOpenFiles)
                .ifPresent(max -> max.ifPresent(files -> configuration.put(MAX_OPEN_FILES, Long.toString(files))));
        return configuration;
    }

    private OptionalDouble cpuSeconds() {
        return process().map(process -> OptionalDouble.of(process.cpuSeconds())).orElseGet(OptionalDouble::empty);
    }

    private OptionalLong allocatedBytes() {
        return jvm().map(JvmMeter::allocatedBytes).orElseGet(OptionalLong::empty);
    }

    /** What it has used up to now; the CPU is read first and what is allocated next, as to ask a JVM takes its time. */
    default Reading read() {
        return new Reading(
                cpuSeconds(),
                allocatedBytes(),
                jvm().map(JvmMeter::gcSeconds).orElseGet(OptionalDouble::empty),
                jvm().map(JvmMeter::compilationSeconds).orElseGet(OptionalDouble::empty),
                process().map(ProcessMeter::threads).orElseGet(OptionalLong::empty));
    }

    /**
     * What it uses while something is done. To be asked costs a JVM something, too, that would be seen in what it does meanwhile: it
     * is asked before and after, and the CPU is read in between. What it allocates is asked for next to that; collections and
     * compilation are those of a span that is a little longer.
     */
    default <T> Used<T> during(Supplier<T> something) {
        Reading before = read().with(allocatedBytes(), cpuSeconds());
        T value = something.get();
        return new Used<>(value, read().since(before));
    }

    /** What it holds with so many connections open; collects its garbage first. */
    default MemoryPoint memory(int connections) {
        OptionalLong heap = jvm().map(JvmMeter::heapAfterCollection).orElseGet(OptionalLong::empty);
        return new MemoryPoint(
                connections, heap, process().map(ProcessMeter::rssBytes).orElseGet(OptionalLong::empty));
    }

    @Override
    void close();

    /** What came of something, and what the server has used meanwhile. */
    record Used<T>(T value, Usage usage) {}

    /** Counters that only grow, and the threads of the moment. */
    record Reading(
            OptionalDouble cpuSeconds,
            OptionalLong allocatedBytes,
            OptionalDouble gcSeconds,
            OptionalDouble compilationSeconds,
            OptionalLong threads) {
        private Reading with(OptionalLong allocated, OptionalDouble cpu) {
            return new Reading(cpu, allocated, gcSeconds, compilationSeconds, threads);
        }

        /** What has been used from then until this. */
        public Usage since(Reading then) {
            return new Usage(
                    difference(cpuSeconds, then.cpuSeconds),
                    allocatedBytes.isPresent() && then.allocatedBytes.isPresent()
                            ? OptionalLong.of(allocatedBytes.getAsLong() - then.allocatedBytes.getAsLong())
                            : OptionalLong.empty(),
                    difference(gcSeconds, then.gcSeconds),
                    difference(compilationSeconds, then.compilationSeconds),
                    threads);
        }

        private static OptionalDouble difference(OptionalDouble now, OptionalDouble then) {
            return now.isPresent() && then.isPresent()
                    ? OptionalDouble.of(now.getAsDouble() - then.getAsDouble())
                    : OptionalDouble.empty();
        }
    }
}
