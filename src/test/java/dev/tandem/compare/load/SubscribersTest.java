package dev.tandem.compare.load;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.work.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams as a server may write them, and servers that do not agree. */
@SuppressWarnings("try") // Closing is what is tested.
class SubscribersTest {
    private static final String STREAM = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String UPGRADED =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n";

    private final Generator generator = new Generator("test-subscribers");
    private final Recording recording = new Recording(System.nanoTime(), Duration.ofMinutes(1));

    @AfterEach
    void close() {
        generator.close();
    }

    private Subscribers subscribers(ScriptedServer server, Transport transport) {
        return subscribers(server, transport, Duration.ofSeconds(10));
    }

    private Subscribers subscribers(ScriptedServer server, Transport transport, Duration patience) {
        var subscribers = new Subscribers(generator, Endpoint.of(server.url("")), transport, "/stream?a=b", patience);
        generator.run(() -> subscribers.begin(recording));
        return subscribers;
    }

    private static String stamp() {
        return "%019d".formatted(System.nanoTime());
    }

    private void awaitReceived(int count) {
        eventually(count + " messages")
                .untilAsserted(() ->
                        assertThat(generator.call(recording::completedCount)).isEqualTo(count));
    }

    private static String chunk(String content) {
        return "%x\r\n%s\r\n".formatted(content.length(), content);
    }

    private static String frame(int head, String content) {
        return "" + (char) head + (char) content.length() + content;
    }

    private static String page(int offset, String... data) {
        StringBuilder messages = new StringBuilder();
        for (String one : data) {
            messages.append(messages.isEmpty() ? "" : ",")
                    .append("{\"offset\":1,\"time\":\"x\",\"contentType\":\"text/plain\",\"data\":\"%s\"}"
                            .formatted(one));
        }
        String body = "{\"channel\":\"c\",\"epoch\":\"e\",\"offset\":%d,\"recovered\":true,\"messages\":[%s]}"
                .formatted(offset, messages);
        return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
    }

    @Test
    void anEventIsOne_whereverItsChunksEnd() throws IOException {
        String event = ": comment\n\nid: e:1\ndata: %sdata: x\n\ndataset: %1$s\n\nevent: gap\n\n";
        try (var server = ScriptedServer.start(client -> {
                    assertThat(client.request())
                            .startsWith("GET /stream?a=b HTTP/1.1\r\n")
                            .contains("Accept: text/event-stream\r\n");
                    client.send(STREAM);
                    String text = event.formatted(stamp());
                    for (int at = 1; at < text.length(); at++) {
                        client.send(chunk(text.substring(0, at)) + chunk(text.substring(at)));
                    }
                    client.awaitClosed();
                });
                var subscribers = subscribers(server, Transport.SSE)) {
            subscribers.open(1, 0);

            int splits = event.formatted(stamp()).length() - 1;
            awaitReceived(splits);
            assertThat(recording.byteCount()).isEqualTo(splits * (19L + "data: x".length()));
            assertThat(subscribers.droppedCount()).isZero();
        }
    }

    @Test
    void theHeadAndTheEvents_mayComeByteByByte() throws IOException {
        try (var server = ScriptedServer.start(client -> {
                    client.request();
                    String text =
                            STREAM + chunk("data:" + stamp() + "\r\n") + chunk("\r\ndata: " + stamp() + "\r\n\r\n");
                    for (int i = 0; i < text.length(); i++) {
                        client.send(text.substring(i, i + 1));
                    }
                    client.awaitClosed();
                });
                var subscribers = subscribers(server, Transport.SSE)) {
            subscribers.open(1, 0);

            awaitReceived(2);
        }
    }

    @Test
    void aFrameIsOneMessage_inFragmentsAsWell() throws IOException {
        var answers = new ConcurrentLinkedQueue<String>();
        try (var server = ScriptedServer.start(client -> {
                    assertThat(client.request()).contains("Upgrade: websocket\r\n", "Sec-WebSocket-Version: 13\r\n");
                    String stamp = stamp();
                    client.send(UPGRADED + frame(0x81, stamp() + "with the head"));
                    client.send(frame(0x82, stamp()));
                    client.send(frame(0x01, stamp.substring(0, 7)));
                    client.send(frame(0x89, "ping"));
                    client.send(frame(0x00, stamp.substring(7)));
                    client.send(frame(0x80, stamp()));
                    client.send(frame(0x8a, stamp()));
                    client.send(frame(0x81, "no stamp"));
                    answers.add(client.read(6 + 4));
                    client.send(frame(0x88, "\u0003\u00e8bye"));
                    answers.add(client.read(6 + 5));
                    client.awaitClosed();
                    answers.add("closed");
                });
                var subscribers = subscribers(server, Transport.WEBSOCKET)) {
            subscribers.open(1, 0);

            eventually().until(() -> answers.size() == 3);
            assertThat(answers)
                    .containsExactly("\u008a\u0084\0\0\0\0ping", "\u0088\u0085\0\0\0\0\u0003\u00e8bye", "closed");
            awaitReceived(3);
            eventually().until(() -> subscribers.droppedCount() == 1);
        }
    }

    @Test
    void whatBreaksTheProtocol_isCutOff() throws IOException {
        try (var server = ScriptedServer.start(client -> {
                    client.request();
                    client.send(UPGRADED + frame(0xf1, "reserved bits"));
                    client.awaitClosed();
                });
                var subscribers = subscribers(server, Transport.WEBSOCKET)) {
            subscribers.open(1, 0);

            eventually().until(() -> subscribers.droppedCount() == 1);
            server.awaitAllClosed();
        }
    }

    @Test
    void aPollBegins_whereTheHistoryEnds_andGoesOnWhereItsAnswerDoes() throws IOException {
        String early = stamp();
        try (var server = ScriptedServer.start(client -> {
                    client.request();
                    client.send(page(7, "old", "older"));
                    client.request();
                    client.awaitRelease();
                    client.send(page(9, early, stamp() + "x"));
                    client.request();
                    client.send(page(9));
                    client.request();
                    client.send(page(10, stamp()));
                    client.awaitClosed();
                });
                var subscribers = subscribers(server, Transport.LONG_POLL)) {
            subscribers.open(1, 0);
            server.awaitRequests(2);
            server.release();

            awaitReceived(3);
            server.awaitRequests(4);
            assertThat(server.requests())
                    .extracting(head -> head.split(" ", 3)[1])
                    .startsWith(
                            "/stream?a=b",
                            "/stream?a=b&wait=30s&after=e:7",
                            "/stream?a=b&wait=30s&after=e:9",
                            "/stream?a=b&wait=30s&after=e:9");
        }
    }

    @Test
    void whatWasSentBeforeTheRecording_isNotInIt() throws IOException {
        String before =
                "%019d".formatted(System.nanoTime() - Duration.ofMinutes(1).toNanos());
        try (var server = ScriptedServer.start(client -> {
                    client.request();
                    client.send(STREAM + chunk("data: " + before + "\n\ndata: " + stamp() + "\n\n"));
                    client.awaitClosed();
                });
                var subscribers = subscribers(server, Transport.SSE)) {
            subscribers.open(1, 0);

            awaitReceived(1);
            assertThat(recording.latency().getMaxValue())
                    .isLessThan(Duration.ofMinutes(1).toNanos());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SSE,       404 Not Found",
        "SSE,       204 No Content",
        "WEBSOCKET, 403 Forbidden",
        "WEBSOCKET, 200 OK",
        "LONG_POLL, 404 Not Found",
        "LONG_POLL, 200 OK"
    })
    void aRefusal_isWhatTheServerSaid(Transport transport, String status) throws IOException {
        String body = "data: " + stamp() + "\n\n";
        try (var server = ScriptedServer.answering(
                        "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body));
                var subscribers = subscribers(server, transport)) {
            assertThatThrownBy(() -> subscribers.open(3, 0)).hasMessageContaining("was answered with " + status);

            server.awaitAllClosed();
            assertThat(recording.completedCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatIsNotHttp_isAFailure(Transport transport) throws IOException {
        try (var server = ScriptedServer.answering("SSH-2.0-OpenSSH\r\n\r\n");
                var subscribers = subscribers(server, transport)) {
            assertThatThrownBy(() -> subscribers.open(1, 0)).hasMessageContaining("was answered with");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n"})
    void aServerThatHangsUp_isAFailure(String said) throws IOException {
        try (var server = ScriptedServer.answering(said);
                var subscribers = subscribers(server, Transport.SSE)) {
            assertThatThrownBy(() -> subscribers.open(1, 0))
                    .hasMessageMatching(".*(closed by the server|not HTTP|Connection reset).*");
        }
    }

    @Test
    void aServerThatSaysNothing_isAFailureAfterAWhile() throws IOException {
        try (var server = ScriptedServer.start(ScriptedServer.Client::awaitClosed);
                var subscribers = subscribers(server, Transport.WEBSOCKET, Duration.ofMillis(50))) {
            assertThatThrownBy(() -> subscribers.open(1, 0))
                    .hasMessageContaining("The stream was not answered within PT0.05S");

            server.awaitAllClosed();
        }
    }

    @Test
    void moreAreOpened_andThoseThatAreCutOffAreCounted() throws IOException {
        var clients = new ConcurrentLinkedQueue<ScriptedServer.Client>();
        try (var server = ScriptedServer.start(client -> {
            client.request();
            client.send(UPGRADED);
            clients.add(client);
            client.awaitClosed();
        })) {
            var subscribers = subscribers(server, Transport.WEBSOCKET);
            subscribers.open(100, 0);
            subscribers.open(150, 0);
            assertThat(server.accepted()).isEqualTo(150);
            assertThat(generator.call(subscribers::liveCount)).isEqualTo(150);

            clients.remove().reset();
            clients.remove().close();
            eventually().until(() -> subscribers.droppedCount() == 2);
            assertThat(generator.call(subscribers::liveCount)).isEqualTo(148);

            subscribers.open(150, 0);
            assertThat(server.accepted()).isEqualTo(152);

            subscribers.close();
            server.awaitAllClosed();
            assertThat(subscribers.droppedCount()).isEqualTo(2);
        }
    }

    /** A live one reads to the end what a dead one gets as well, so that the server had the time; then it resets the dead one. */
    @Test
    void aDeadOneReadsNothing_andComesBackWhenItIsCutOff() throws IOException {
        var finished = new AtomicInteger();
        var writing = new ConcurrentLinkedQueue<ScriptedServer.Client>();
        String half = chunk("data: " + "x".repeat(1 << 19) + "\n\n");
        try (var server = ScriptedServer.start(client -> {
                    client.request();
                    client.send(STREAM);
                    client.awaitRelease();
                    writing.add(client);
                    for (int i = 0; i < 64; i++) {
                        client.send(half);
                    }
                    writing.remove(client);
                    finished.incrementAndGet();
                    client.awaitClosed();
                });
                var subscribers = subscribers(server, Transport.SSE)) {
            subscribers.open(1, 1);
            server.release();
            eventually().until(() -> finished.get() == 1 && writing.size() == 1);

            writing.element().reset();
            eventually().until(() -> server.accepted() == 3);
            assertThat(subscribers.deadCutOffCount()).isEqualTo(1);
            assertThat(subscribers.droppedCount()).isZero();
            assertThat(finished).hasValue(1);
        }
    }

    /** Who is kept from reading is late, and says so. */
    @Test
    void whoIsBusy_isLate() throws IOException {
        var busy = new Recording(System.nanoTime(), Duration.ofMinutes(1));
        try (var server = ScriptedServer.start(ScriptedServer.Client::awaitClosed);
                var subscribers = subscribers(server, Transport.SSE)) {
            generator.run(() -> {
                subscribers.begin(busy);
                long begin = System.nanoTime();
                long passed = 0;
                while (passed < Duration.ofMillis(80).toNanos()) {
                    passed = System.nanoTime() - begin;
                }
            });

            eventually()
                    .untilAsserted(() -> assertThat(
                                    generator.call(() -> busy.ownLateness().getMaxValue()))
                            .isGreaterThan(Duration.ofMillis(70).toNanos()));
        }
    }

    @Test
    void closing_alsoEndsWhatIsBeingOpened() throws IOException {
        try (var server = ScriptedServer.start(ScriptedServer.Client::awaitClosed)) {
            var subscribers = subscribers(server, Transport.SSE);
            var opening = Thread.ofVirtual().unstarted(() -> assertThatThrownBy(() -> subscribers.open(10, 5)));
            opening.start();
            eventually().until(() -> server.accepted() == 15);
            subscribers.close();

            server.awaitAllClosed();
            eventually().until(() -> !opening.isAlive());
        }
    }
}
