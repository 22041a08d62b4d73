package dev.tandem.compare.load;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemServer;
import dev.tandem.core.Model;
import dev.tandem.work.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that are published to a Tandem and delivered by it, on both models and by each transport. */
class StreamLoadTest {
    private static final Duration SPAN = Duration.ofMillis(150);
    private static final int LIVE = 10;

    private static TandemServer server;

    private final Generator generator = new Generator("test-streams");

    @BeforeAll
    static void start() {
        server = TandemServer.start(
                context -> {},
                "--tandem.event-loop.port=0",
                "--tandem.virtual-thread.port=0",
                "--tandem.console.port=0",
                "--tandem.connections.write-timeout=2s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        generator.close();
    }

    private static Endpoint endpoint(Model model) {
        return Endpoint.of(URI.create("http://127.0.0.1:" + server.port(model)));
    }

    private RequestLoad publisher(Endpoint endpoint, String path, double rate, int bytes) {
        String body = Request.STAMP + "x".repeat(bytes - Request.STAMP.length());
        return new RequestLoad(
                generator,
                endpoint,
                List.of(Request.post(path, "text/plain", body)),
                Pace.even(rate),
                4,
                Duration.ofSeconds(10));
    }

    private static String path(Transport transport, String channel) {
        return "/v1/channels/%s/%s"
                .formatted(
                        channel,
                        switch (transport) {
                            case SSE -> "events";
                            case WEBSOCKET -> "ws";
                            case LONG_POLL -> "messages";
                        });
    }

    static Stream<Arguments> modelsAndTransports() {
        return Stream.of(Model.values())
                .flatMap(model -> Stream.of(Transport.values()).map(transport -> Arguments.of(model, transport)));
    }

    @ParameterizedTest
    @MethodSource("modelsAndTransports")
    void everyMessageIsDeliveredOnceToEach(Model model, Transport transport) {
        String channel = "once-%s-%s".formatted(model.text(), transport);
        Endpoint endpoint = endpoint(model);
        try (var publisher = publisher(endpoint, path(Transport.LONG_POLL, channel), 100, 128);
                var other = new Generator("test-receiver");
                var some = new Subscribers(generator, endpoint, transport, path(transport, channel));
                var others = new Subscribers(other, endpoint, transport, path(transport, channel))) {
            // What a channel keeps of the time before must not count.
            publisher.start();
            publisher.record(Duration.ofMillis(50));
            some.open(LIVE / 2, 0);
            others.open(LIVE / 2, 0);
            var stream = new StreamLoad(generator, publisher, List.of(some, others));
            for (int i = 0; i < 2; i++) {
                StreamLoad.Delivered delivered = stream.record(SPAN);

                Recording published = delivered.published();
                assertThat(published.errors()).isEmpty();
                assertThat(published.completedCount()).isBetween(14L, 16L).isEqualTo(published.dueCount());
                assertThat(delivered.expected()).isEqualTo(LIVE * published.completedCount());
                assertThat(delivered.delivered().completedCount()).isEqualTo(delivered.expected());
                assertThat(delivered.errors()).isEmpty();
                assertThat(delivered.delivered().latency().getTotalCount()).isEqualTo(delivered.expected());
            }
            assertThat(some.droppedCount() + others.droppedCount()).isZero();
        }
    }

    /** That the dead are cut off takes the server some seconds, in which it says goodbye; they are replaced after that. */
    @ParameterizedTest
    @EnumSource(Model.class)
    void whereSomeAreDead_theOthersGetEverything(Model model) {
        String channel = "dead-" + model.text();
        Endpoint endpoint = endpoint(model);
        try (var publisher = publisher(endpoint, path(Transport.LONG_POLL, channel), 50, 200_000);
                var subscribers = new Subscribers(generator, endpoint, Transport.SSE, path(Transport.SSE, channel))) {
            subscribers.open(2, 2);
            publisher.start();
            StreamLoad.Delivered delivered =
                    new StreamLoad(generator, publisher, List.of(subscribers)).record(Duration.ofMillis(800));

            assertThat(delivered.expected()).isEqualTo(2 * delivered.published().completedCount());
            assertThat(delivered.delivered().completedCount()).isEqualTo(delivered.expected());
            assertThat(subscribers.droppedCount()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("modelsAndTransports")
    void aStreamThatIsRefused_isAFailure(Model model, Transport transport) {
        try (var subscribers =
                new Subscribers(generator, endpoint(model), transport, path(transport, "not%20a%20name"))) {
            assertThatThrownBy(() -> subscribers.open(LIVE, 1)).hasMessageContaining("was answered with 4");
        }
    }

    @Test
    void whatDoesNotCome_isWaitedForAWhile() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (var deaf = ScriptedServer.start(client -> {
                    String path = client.path();
                    if (path.equals("/stream")) {
                        client.send(head);
                        client.awaitClosed();
                    }
                    while (true) {
                        client.read(Request.STAMP.length());
                        client.answer("");
                        client.request();
                    }
                });
                var publisher = publisher(Endpoint.of(deaf.url("")), "/publish", 50, Request.STAMP.length());
                var subscribers = new Subscribers(generator, Endpoint.of(deaf.url("")), Transport.SSE, "/stream")) {
            subscribers.open(3, 0);
            publisher.start();
            StreamLoad.Delivered delivered = new StreamLoad(
                            generator, publisher, List.of(subscribers), Duration.ofMillis(20))
                    .record(Duration.ofMillis(100));

            assertThat(delivered.published().completedCount()).isPositive();
            assertThat(delivered.expected()).isEqualTo(3 * delivered.published().completedCount());
            assertThat(delivered.delivered().completedCount()).isZero();
            assertThat(delivered.errors()).containsOnly(Map.entry("lost", delivered.expected()));
        }
    }

    /** A server that sends something to its first subscriber for each message, and nothing to the others. */
    private static ScriptedServer sendingToTheFirst(UnaryOperator<String> eventsOf) throws IOException {
        var streams = new CopyOnWriteArrayList<ScriptedServer.Client>();
        return ScriptedServer.start(client -> {
            if (client.path().equals("/stream")) {
                streams.add(client);
                client.send("HTTP/1.1 200 OK\r\n\r\n");
                client.awaitClosed();
            }
            while (true) {
                String stamp = client.read(Request.STAMP.length());
                streams.getFirst().send(eventsOf.apply(stamp));
                client.answer("");
                client.request();
            }
        });
    }

    /** A server that sends each message twice to one, and not at all to another, has sent as many as it should. */
    @Test
    void aDuplicateForOne_hidesNoLossForAnother() throws IOException {
        try (var server = sendingToTheFirst(stamp -> "data: %s\n\ndata: %1$s\n\n".formatted(stamp));
                var publisher = publisher(Endpoint.of(server.url("")), "/publish", 50, Request.STAMP.length());
                var subscribers = new Subscribers(generator, Endpoint.of(server.url("")), Transport.SSE, "/stream")) {
            subscribers.open(2, 0);
            publisher.start();
            StreamLoad.Delivered delivered = new StreamLoad(
                            generator, publisher, List.of(subscribers), Duration.ofMillis(20))
                    .record(Duration.ofMillis(100));

            long published = delivered.published().completedCount();
            assertThat(published).isPositive();
            assertThat(delivered.delivered().completedCount()).isEqualTo(delivered.expected());
            assertThat(delivered.errors())
                    .containsOnly(Map.entry("lost", published), Map.entry("duplicate", published));
        }
    }

    /** As many as it should be, but the second is the first once more. */
    @Test
    void aDuplicateHidesNoLoss() throws IOException {
        var stamps = new CopyOnWriteArrayList<String>();
        try (var server = sendingToTheFirst(stamp -> {
                    stamps.add(stamp);
                    boolean isSecond = stamps.indexOf(stamp) == 1;
                    return "data: %s\n\n".formatted(isSecond ? stamps.getFirst() : stamp);
                });
                var publisher = publisher(Endpoint.of(server.url("")), "/publish", 50, Request.STAMP.length());
                var subscribers = new Subscribers(generator, Endpoint.of(server.url("")), Transport.SSE, "/stream")) {
            subscribers.open(1, 0);
            CompletableFuture<StreamLoad.Delivered> recorded = generator.call(() -> {
                var stream = new StreamLoad(generator, publisher, List.of(subscribers), Duration.ofMillis(20));
                CompletableFuture<StreamLoad.Delivered> ahead = stream.recordAhead(Duration.ofMillis(200));
                publisher.start();
                return ahead;
            });
            StreamLoad.Delivered delivered = recorded.join();

            assertThat(delivered.delivered().completedCount()).isEqualTo(delivered.expected());
            assertThat(delivered.errors()).containsOnly(Map.entry("lost", 1L), Map.entry("duplicate", 1L));
        }
    }

    @Test
    void whatIsNotPublished_hasFailedForEach() throws IOException {
        try (var server = ScriptedServer.start(client -> {
                    if (client.path().equals("/stream")) {
                        client.send("HTTP/1.1 200 OK\r\n\r\n");
                        client.awaitClosed();
                    }
                    client.read(Request.STAMP.length());
                    client.send("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                });
                var publisher = publisher(Endpoint.of(server.url("")), "/publish", 50, Request.STAMP.length());
                var subscribers = new Subscribers(generator, Endpoint.of(server.url("")), Transport.SSE, "/stream")) {
            subscribers.open(3, 0);
            publisher.start();
            var stream = new StreamLoad(generator, publisher, List.of(subscribers));
            StreamLoad.Delivered delivered = stream.record(Duration.ofMillis(100));

            assertThat(delivered.expected())
                    .isPositive()
                    .isEqualTo(3 * delivered.published().dueCount());
            assertThat(delivered.errors()).containsOnly(Map.entry("status_503", delivered.expected()));
            assertThat(stream.fill(Duration.ofSeconds(10))).isFalse();
        }
    }

    /** Nothing more is published after it: what is cut off then has not taken what it was sent. */
    @ParameterizedTest
    @EnumSource(Model.class)
    void afterFilling_theDeadTakeNothingMore(Model model) {
        String channel = "filled-" + model.text();
        Endpoint endpoint = endpoint(model);
        try (var publisher = publisher(endpoint, path(Transport.LONG_POLL, channel), 1, Request.STAMP.length());
                var subscribers = new Subscribers(generator, endpoint, Transport.SSE, path(Transport.SSE, channel))) {
            subscribers.open(LIVE, 3);

            assertThat(new StreamLoad(generator, publisher, List.of(subscribers)).fill(Duration.ofSeconds(30)))
                    .isTrue();
            assertThat(subscribers.deadCutOffCount()).isZero();
            eventually().until(() -> subscribers.deadCutOffCount() == 3);
            assertThat(subscribers.droppedCount()).isZero();
        }
    }

    @Test
    void fillingEnds_whenALiveOneDoesNotGetIt() throws IOException {
        try (var server = ScriptedServer.start(client -> {
                    if (client.path().equals("/stream")) {
                        client.send("HTTP/1.1 200 OK\r\n\r\n");
                        client.awaitClosed();
                    }
                    client.answer("");
                    client.awaitClosed();
                });
                var publisher = publisher(Endpoint.of(server.url("")), "/publish", 1, Request.STAMP.length());
                var subscribers = new Subscribers(generator, Endpoint.of(server.url("")), Transport.SSE, "/stream")) {
            subscribers.open(1, 0);

            assertThat(new StreamLoad(generator, publisher, List.of(subscribers)).fill(Duration.ofMillis(200)))
                    .isFalse();
        }
    }

    @Test
    void aPublisherThatIsClosed_endsTheRecording() throws IOException {
        try (var nobody = ScriptedServer.start(ScriptedServer.Client::awaitClosed);
                var subscribers = new Subscribers(generator, Endpoint.of(nobody.url("")), Transport.SSE, "/")) {
            var publisher = publisher(Endpoint.of(nobody.url("")), "/", 1, Request.STAMP.length());
            CompletableFuture<StreamLoad.Delivered> recorded =
                    new StreamLoad(generator, publisher, List.of(subscribers)).recordAhead(Duration.ofSeconds(10));
            publisher.close();

            assertThat(recorded).isCompletedExceptionally();
        }
    }
}
