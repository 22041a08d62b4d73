package dev.tandem.core.channel;

import dev.tandem.core.Model;
import dev.tandem.core.SystemTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a publication costs from {@link Hub#publish} until the last subscriber has been flushed, without sockets.
 *
 * <p>{@code ./mvnw -Pjmh process-test-classes -Djmh.arguments=FanOut}
 *
 * <p>An invocation publishes {@value #BURST} messages and stops the clock when every lane has delivered all of them and
 * flushed what it touched. {@link #baseline} does the same hand-over and waiting with nothing to deliver: subtract it. A
 * score is the time of one publication; divided by the number of subscribers, that of one delivery.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FanOutBenchmark {
    static final int BURST = 64;

    private static final ChannelName CHANNEL = new ChannelName("fan-out");

    @Param({"1", "100", "10000"})
    private int subscribers;

    @Param({"1", "2"})
    private int lanes;

    private final SystemTicker ticker = new SystemTicker();
    private final List<ExecutorService> threads = new ArrayList<>();
    private final List<Drain> drains = new ArrayList<>();
    private Hub hub = Benchmarks.hub(ticker);

    @Setup
    public void subscribe() {
        for (int i = 0; i < lanes; i++) {
            ExecutorService thread = Executors.newSingleThreadExecutor();
            threads.add(thread);
            drains.add(new Drain(hub.newLane(Model.EVENT_LOOP, thread)));
        }
        for (int i = 0; i < subscribers; i++) {
            Drain drain = drains.get(i % lanes);
            drain.members++;
            hub.open(
                    new Sink(hub, drain),
                    List.of(new SubscribeRequest(CHANNEL, Optional.empty())),
                    WireForm.WEBSOCKET_RAW);
        }
    }

    @TearDown
    public void stop() {
        hub.close();
        threads.forEach(ExecutorService::shutdownNow);
        ticker.close();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void publish() throws InterruptedException {
        List<Drain> busy = drains.stream().filter(drain -> drain.members > 0).toList();
        CountDownLatch drained = new CountDownLatch(busy.size());
        busy.forEach(drain -> drain.expect(BURST, drained));
        for (int i = 0; i < BURST; i++) {
            var _ = hub.publish(Model.EVENT_LOOP, CHANNEL, Benchmarks.MESSAGE, Optional.empty());
        }
        drained.await();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void baseline() throws InterruptedException {
        List<Drain> busy = drains.stream().filter(drain -> drain.members > 0).toList();
        CountDownLatch drained = new CountDownLatch(busy.size());
        for (int i = 1; i < BURST; i++) {
            busy.forEach(drain -> drain.lane.execute(() -> {}));
        }
        busy.forEach(drain -> drain.lane.execute(drained::countDown));
        drained.await();
    }

    /** Counts what one lane still has to do; confined to the lane but for {@link #expect}, between two bursts. */
    private static final class Drain {
        private final Lane lane;
        private int members;
        private long missing;
        private int unflushed;
        private CountDownLatch drained = new CountDownLatch(0);

        Drain(Lane lane) {
            this.lane = lane;
        }

        void expect(int publications, CountDownLatch latch) {
            missing = (long) publications * members;
            drained = latch;
        }
    }

    /** A subscriber without a socket: fetches the bytes that it would write. */
    private static final class Sink extends Connection {
        private final Drain drain;
        private boolean dirty;
        private int bytes;

        Sink(Hub hub, Drain drain) {
            super(hub, drain.lane, Transport.SSE);
            this.drain = drain;
        }

        @Override
        protected void deliver(Delivery delivery) {
            bytes += delivery.encoded(WireForm.WEBSOCKET_RAW).length;
            drain.missing--;
            if (!dirty) {
                dirty = true;
                drain.unflushed++;
            }
        }

        @Override
        protected void flush() {
            dirty = false;
            drain.unflushed--;
            if (drain.unflushed == 0 && drain.missing == 0) {
                drain.drained.countDown();
            }
        }

        @Override
        protected long outboxBytes() {
            return bytes;
        }

        @Override
        protected void beat() {}

        @Override
        protected long stalledNanos(long nowNanos) {
            return 0;
        }

        @Override
        protected void endWhenWritten() {}

        @Override
        protected void terminate(DisconnectReason reason) {}
    }
}
