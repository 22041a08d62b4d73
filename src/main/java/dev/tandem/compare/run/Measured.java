package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Usage;
import dev.tandem.compare.load.Generator;
import dev.tandem.compare.target.Server;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What came of a span of time.
 *
 * @param value what was begun with it, which may take longer
 * @param usage of the server, in the span
 * @param generatorNanos of CPU that the busiest of the threads that make load used in it
 */
record Measured<T>(T value, Usage usage, long generatorNanos) {
    /** Begins something that takes a span of time. */
    static <T> Measured<T> of(List<Generator> generators, Server server, Duration span, Supplier<T> begin) {
        return of(generators, server, span, begin, () -> {});
    }

    /** The same, and does something at the end of the span. */
    static <T> Measured<T> of(
            List<Generator> generators, Server server, Duration span, Supplier<T> begin, Runnable end) {
        Server.Used<Begun<T>> used = server.during(() -> {
            long until = System.nanoTime() + span.toNanos();
            List<Long> before = generators.stream().map(Generator::cpuNanos).toList();
            T begun = begin.get();
            sleep(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            end.run();
            long busiest = IntStream.range(0, generators.size())
                    .mapToLong(i -> generators.get(i).cpuNanos() - before.get(i))
                    .max()
                    .orElse(0);
            return new Begun<>(begun, busiest);
        });
        return new Measured<>(used.value().value(), used.usage(), used.value().generatorNanos());
    }

    private record Begun<T>(T value, long generatorNanos) {}

    /** Lets a span of time pass. */
    static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
