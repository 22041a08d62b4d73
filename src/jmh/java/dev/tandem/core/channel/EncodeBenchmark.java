package dev.tandem.core.channel;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to make each wire form of a message of 128 bytes, which happens once for a publication.
 *
 * <p>{@code ./mvnw -Pjmh process-test-classes -Djmh.arguments=Encode}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodeBenchmark {
    private static final ChannelName CHANNEL = new ChannelName("encode");
    private static final String EPOCH = "3lm1q8v0k2x7d";

    @Param
    private WireForm form = WireForm.SSE;

    private final Publication publication =
            new Publication(4711, Instant.parse("2026-11-23T09:30:00.120Z"), 0, Benchmarks.MESSAGE);

    @Benchmark
    public Object encode() {
        return form.encode(CHANNEL, EPOCH, publication);
    }

    /** A copy of the payload, which no form can do without. */
    @Benchmark
    public Object baseline() {
        return publication.payload().bytes().clone();
    }
}
