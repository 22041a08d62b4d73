package dev.tandem.eventloop;

import static dev.tandem.eventloop.RawConnection.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.core.websocket.Frame;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EventLoopChecks.class)
class StreamsTest {
    private static final byte[] LARGE = "x".repeat(100_000).getBytes(UTF_8);

    @Test
    void deadReaders_areCutAndDelayNobody() throws Exception {
        try (Serving serving = new Serving("--tandem.connections.max-outbox=1MB");
                RawConnection deadStream = events(serving, "busy", "HTTP/1.1\r\nConnection: close");
                RawConnection deadSocket = serving.webSocket("/v1/channels/busy/ws");
                RawConnection healthy = serving.webSocket("/v1/channels/busy/ws")) {
            publishUntil(serving, healthy, "\"event-loop\":{\"sse\":0,");
            assertThat(deadStream.readToEnd()).contains("\nevent: binary\ndata: ");
            publishUntil(serving, healthy, "\"event-loop\":{\"sse\":0,\"ndjson\":0,\"websocket\":1,");
            RawConnection.ReceivedFrame last = next(deadSocket);
            while (last.opcode() != Frame.CLOSE) {
                last = next(deadSocket);
            }
            assertThat(last.closeCode()).isEqualTo(4408);
        }
    }

    /** The healthy one reads each message as it comes; whoever is cut has a few seconds to read what is left. */
    private static void publishUntil(Serving serving, RawConnection healthy, String state) throws Exception {
        for (int i = 0; i < 150 && !serving.get("/v1/channels/busy").contains(state); i++) {
            assertThat(serving.publish("busy", LARGE).statusCode()).isEqualTo(201);
            assertThat(next(healthy).payload()).hasSize(LARGE.length);
        }
        assertThat(serving.get("/v1/channels/busy")).contains(state);
    }

    @Test
    void history_isReplayedAtThePaceOfTheReader() throws Exception {
        try (Serving serving = new Serving("--tandem.connections.max-outbox=500KB")) {
            for (int i = 0; i < 100; i++) {
                serving.publish("history", LARGE);
            }
            String first = serving.get("/v1/channels/history/messages?limit=1");
            String epoch = first.replaceAll(".*\"epoch\":\"([^\"]+)\".*", "$1");
            try (RawConnection socket = serving.webSocket("/v1/channels/history/ws?after=" + epoch + ":0")) {
                serving.publish("history", "live".getBytes(UTF_8));
                for (int i = 0; i < 100; i++) {
                    assertThat(next(socket).payload()).hasSize(LARGE.length);
                }
                assertThat(next(socket).text()).isEqualTo("live");
            }
        }
    }

    @Test
    void stop_endsStreamsAndClosesSockets() throws Exception {
        Serving serving = new Serving();
        try (RawConnection stream = events(serving, "stop", "HTTP/1.1");
                RawConnection poll =
                        serving.connect().send("GET /v1/channels/stop/messages?wait=1m HTTP/1.1\r\nHost: a\r\n\r\n");
                RawConnection socket = serving.webSocket("/v1/channels/stop/ws")) {
            await().until(() -> serving.get("/v1/channels/stop").contains("\"long-poll\":1"));
            Thread stopping = Thread.ofVirtual().start(serving::close);
            RawConnection.ReceivedFrame close = next(socket);
            assertThat(close.closeCode()).isEqualTo(1001);
            socket.send(frame(0x80 | Frame.CLOSE, close.payload()));
            assertThat(socket.readToEnd()).isEmpty();
            assertThat(stream.readToEnd()).endsWith("\r\n0\r\n\r\n");
            assertThat(poll.readToEnd()).startsWith("HTTP/1.1 200 ").endsWith("\"messages\":[]}");
            assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void stream_overHttp10_hasNoChunks() throws Exception {
        try (Serving serving = new Serving();
                RawConnection stream = events(serving, "old", "HTTP/1.0")) {
            serving.publish("old", "{}".getBytes(UTF_8));
            assertThat(stream.read("id: 0000000000000:0\n\n".length())).matches("id: [0-9a-z]{13}:0\n\n");
            assertThat(stream.read("id: 0000000000000:1\nevent: binary\n".length()))
                    .endsWith(":1\nevent: binary\n");
        }
    }

    @Test
    void connectionOverTheLimit_waitsForAPlace() throws Exception {
        try (Serving serving = new Serving("--tandem.server.max-connections=1");
                RawConnection first = serving.connect().send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")) {
            assertThat(first.readHead()).startsWith("HTTP/1.1 200 ");
            try (RawConnection second = serving.connect().send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")) {
                assertThat(second.isSilentFor(Duration.ofMillis(300))).isTrue();
                first.send("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                        .readToEnd();
                assertThat(second.readHead()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    private static RawConnection events(Serving serving, String channel, String version) throws IOException {
        RawConnection stream =
                serving.connect().send("GET /v1/channels/%s/events %s\r\nHost: a\r\n\r\n".formatted(channel, version));
        assertThat(stream.readHead()).startsWith("HTTP/1.1 200 ");
        return stream;
    }

    private static RawConnection.ReceivedFrame next(RawConnection socket) throws IOException {
        RawConnection.ReceivedFrame frame = socket.readFrame();
        return frame.opcode() == Frame.PING ? next(socket) : frame;
    }
}
