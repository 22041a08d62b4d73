package dev.tandem.compare.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestLoadTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Generator generator = new Generator("test-load");

    @AfterEach
    void close() {
        generator.close();
    }

    private RequestLoad load(Endpoint endpoint, double rate, int connections, Duration timeout, Request... mix) {
        var load = new RequestLoad(generator, endpoint, List.of(mix), Pace.poisson(rate, 7), connections, timeout);
        load.start();
        return load;
    }

    @Test
    void everythingThatIsDue_isSentAndAnswered() {
        try (var upstream = new Upstream();
                var load = load(Endpoint.of(upstream.url()), 500, 50, SECOND, Request.get("/"))) {
            Recording recording = load.record(SECOND);

            assertThat(recording.dueCount()).isCloseTo(500, within(150L));
            assertThat(recording.completedCount()).isEqualTo(recording.dueCount());
            assertThat(recording.latency().getTotalCount()).isEqualTo(recording.dueCount());
            assertThat(recording.errors()).isEmpty();
            assertThat(recording.byteCount()).isEqualTo(128 * recording.completedCount());
        }
    }

    /** A closed loop would have sent one request into the stall, and told of one slow answer. */
    @Test
    void aServerThatStalls_isChargedForAllThatWasDueMeanwhile() throws IOException, InterruptedException {
        Duration stall = Duration.ofMillis(400);
        CountDownLatch over = new CountDownLatch(1);
        AtomicBoolean stalled = new AtomicBoolean();
        try (var server = new ScriptedHttpServer((number, head, socket) -> {
                    if (number > 50 && stalled.compareAndSet(false, true)) {
                        over.await(stall.toMillis(), TimeUnit.MILLISECONDS);
                    }
                    ScriptedHttpServer.respond(socket, "200 OK", "x");
                });
                var load = load(server.endpoint(), 200, 1, Duration.ofSeconds(10), Request.get("/"))) {
            Recording recording = load.record(SECOND);

            long slow = recording.latency().getCountBetweenValues(stall.toNanos() / 4, Recording.LONGEST);
            assertThat(slow).isGreaterThan(20);
            assertThat(recording.latency().getMaxValue()).isGreaterThanOrEqualTo(stall.toNanos() * 9 / 10);
            assertThat(recording.completedCount()).isEqualTo(recording.dueCount());
        }
    }

    @Test
    void littlesLawHolds() {
        try (var upstream = new Upstream();
                var load = load(Endpoint.of(upstream.url()), 400, 200, SECOND, Request.get("/?ms=50"))) {
            load.record(Duration.ofMillis(300));
            Recording recording = load.record(Duration.ofSeconds(2));

            double throughput = recording.completedCount() / 2.0;
            double expected = throughput * recording.latency().getMean() / 1e9;
            assertThat(recording.meanInFlight()).isCloseTo(expected, within(expected * 0.15));
        }
    }

    @Test
    void whatGoesWrong_isCountedByItsKind() throws IOException {
        try (var server = new ScriptedHttpServer((number, head, socket) -> {
                    switch (number % 3) {
                        case 0 -> ScriptedHttpServer.respond(socket, "503 Busy", "");
                        case 1 -> socket.close();
                        default -> ScriptedHttpServer.respond(socket, "200 OK", "x");
                    }
                });
                var load = load(server.endpoint(), 100, 20, SECOND, Request.get("/"))) {
            Recording recording = load.record(SECOND);

            assertThat(recording.errors().keySet()).containsExactly("closed", "status_503");
            assertThat(recording.completedCount()
                            + recording.errors().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                    .isEqualTo(recording.dueCount());
        }
    }

    @Test
    void silence_isATimeout() throws IOException {
        try (var server = new ScriptedHttpServer((number, head, socket) -> {});
                var load = load(server.endpoint(), 20, 5, Duration.ofMillis(300), Request.get("/"))) {
            Recording recording = load.record(Duration.ofMillis(500));

            assertThat(recording.completedCount()).isZero();
            assertThat(recording.errors().keySet())
                    .isSubsetOf("timeout", "no_connection")
                    .contains("timeout");
        }
    }

    @Test
    void aServerThatIsNotThere_isAnErrorOfEachRequest() throws IOException {
        int port;
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
        }
        Endpoint nobody = Endpoint.of(URI.create("http://127.0.0.1:" + port));
        try (var load = load(nobody, 50, 5, SECOND, Request.get("/"))) {
            assertThat(load.record(Duration.ofMillis(300)).errors().keySet()).contains("connect");
            assertThatThrownBy(() -> load.connect(1)).isInstanceOf(CompletionException.class);
        }
    }

    @Test
    void requests_areMixedByTheirWeights() throws IOException {
        var seen = new ConcurrentHashMap<String, Integer>();
        try (var server = new ScriptedHttpServer((number, head, socket) -> {
                    seen.merge(head.substring(0, head.indexOf(' ', 5)), 1, Integer::sum);
                    ScriptedHttpServer.respond(socket, "200 OK", "");
                });
                var load = load(
                        server.endpoint(),
                        1000,
                        50,
                        SECOND,
                        new Request("GET", "/often", Map.of(), "", 3),
                        new Request("DELETE", "/seldom", Map.of(), "", 1))) {
            load.record(SECOND);

            assertThat((double) seen.getOrDefault("GET /often", 0) / seen.getOrDefault("DELETE /seldom", 1))
                    .isCloseTo(3, within(0.8));
        }
    }
}
