package dev.tandem.core.channel;

import dev.tandem.core.Model;
import dev.tandem.core.SystemTicker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to read a page of a channel's history that is full, 100 messages.
 *
 * <p>{@code ./mvnw -Pjmh process-test-classes -Djmh.arguments=History}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HistoryBenchmark {
    private static final ChannelName CHANNEL = new ChannelName("history");
    private static final int KEPT = 100;

    @Param({"1", "100"})
    private int limit;

    private final SystemTicker ticker = new SystemTicker();
    private final Hub hub = Benchmarks.hub(ticker);
    private final Lane lane = hub.newLane(Model.EVENT_LOOP, Runnable::run);
    private Optional<StreamPosition> newest = Optional.empty();

    @Setup
    public void publish() {
        for (int i = 0; i < KEPT; i++) {
            newest = Optional.of(hub.publish(Model.EVENT_LOOP, CHANNEL, Benchmarks.MESSAGE, Optional.empty())
                    .join()
                    .position());
        }
    }

    @TearDown
    public void stop() {
        hub.close();
        ticker.close();
    }

    @Benchmark
    public CompletableFuture<HistoryPage> page() {
        return hub.history(CHANNEL, Optional.empty(), limit, Duration.ZERO, lane);
    }

    /** The client has read everything: the look-up, the lock and the future, without a page. */
    @Benchmark
    public CompletableFuture<HistoryPage> baseline() {
        return hub.history(CHANNEL, newest, limit, Duration.ZERO, lane);
    }
}
