package dev.tandem.virtualthread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.SystemTicker;
import dev.tandem.core.Ticker;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Ending;
import dev.tandem.core.wait.Futures;
import dev.tandem.core.wait.Monitor;
import dev.tandem.core.wait.WaitLine;
import dev.tandem.core.wait.Waits;
import dev.tandem.metrics.LiveVirtualThreads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Everything asks core what time it is, so core's clock knows which threads there are. */
class ThreadsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Notes who asks. */
    private static final class Witness implements Ticker, AutoCloseable {
        private final SystemTicker ticker = new SystemTicker();
        private final Map<String, Boolean> virtualByThread = new ConcurrentHashMap<>();

        private void note() {
            Thread thread = Thread.currentThread();
            virtualByThread.merge(thread.getName(), thread.isVirtual(), Boolean::logicalAnd);
        }

        @Override
        public long nanoTime() {
            note();
            return ticker.nanoTime();
        }

        @Override
        public Instant now() {
            note();
            return ticker.now();
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            note();
            return ticker.schedule(delay, task);
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            note();
            ticker.sleep(duration);
        }

        @Override
        public void close() {
            ticker.close();
        }
    }

    @Test
    void whatSomebodyWaitsFor_isMadeOnAVirtualThread_whoeverServesThem() {
        var ticker = new ManualTicker();
        var monitor = new Monitor();
        var line = new Waits(ticker).<String, String>newLine(monitor, new Impatient());
        Caller caller = new VirtualThreads(new LiveVirtualThreads(new SimpleMeterRegistry())).caller();
        Supplier<CompletableFuture<Boolean>> join = () -> Futures.map(
                monitor.enter(() -> line.join("", SOON, caller)),
                answer -> Thread.currentThread().isVirtual());
        CompletableFuture<Boolean> served = join.get();
        monitor.run(() -> line.serveFirst(request -> request, notTaken -> {}));
        CompletableFuture<Boolean> expired = join.get();
        ticker.advance(SOON);

        assertThat(served).succeedsWithin(SOON).isEqualTo(true);
        assertThat(expired).succeedsWithin(SOON).isEqualTo(true);
    }

    private static final class Impatient implements WaitLine.Keeper<String, String> {
        @Override
        public String timedOut(String request) {
            return request;
        }

        @Override
        public void left(String request, Caller caller, Ending ending, long waitedNanos) {}
    }

    @Test
    void handlersAndWriters_runOnVirtualThreadsOnly() throws IOException {
        try (var witness = new Witness();
                var served = new Served(witness);
                Client events = served.connect();
                Client socket = served.connect();
                Client poll = served.connect()) {
            socket.webSocket("/v1/channels/threads/ws");
            events.request("GET /v1/channels/threads/events");
            poll.request("GET /v1/channels/threads/messages?wait=1m");
            await().atMost(SOON).until(() -> served.hasSubscribers("threads", "long-poll", 1));
            witness.virtualByThread.clear();

            served.publish("threads", "hello");
            assertThat(events.readUntil("data: hello")).contains("text/event-stream");
            assertThat(socket.readFrame()).isEqualTo("81 hello");
            assertThat(poll.readUntil("\"data\":\"hello\"")).startsWith("HTTP/1.1 200");

            witness.virtualByThread.remove("tandem-ticker");
            assertThat(witness.virtualByThread).isEqualTo(Map.of("tandem-virtual", true));
        }
    }
}
