package dev.tandem.eventloop;

import static dev.tandem.eventloop.RawConnection.frame;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.core.websocket.Frame;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(EventLoopChecks.class)
class WebSocketTest {
    private static final int FIN = 0x80;
    private static final int TEXT = FIN | Frame.TEXT;
    private static final byte[] NOTHING = {};

    private static Serving serving;

    @BeforeAll
    static void serve() {
        serving = new Serving("--tandem.channels.max-message-size=1000B", "--tandem.connections.heartbeat=500ms");
    }

    @AfterAll
    static void stop() {
        serving.close();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("not masked", new byte[] {(byte) TEXT, 1, 'a'}, 1002),
                Arguments.of("reserved bit", frame(TEXT | 0x40, NOTHING), 1002),
                Arguments.of("reserved opcode", frame(FIN | 0x3, NOTHING), 1002),
                Arguments.of("continuation of nothing", frame(FIN, NOTHING), 1002),
                Arguments.of("ping in fragments", frame(Frame.PING, NOTHING), 1002),
                Arguments.of("close code of one byte", frame(FIN | Frame.CLOSE, new byte[] {3}), 1002),
                Arguments.of("close code 999", frame(FIN | Frame.CLOSE, new byte[] {3, (byte) 0xE7}), 1002),
                Arguments.of("not UTF-8", frame(TEXT, new byte[] {(byte) 0xFF}), 1007),
                Arguments.of("too large", frame(TEXT, new byte[1001]), 1009),
                Arguments.of(
                        "too large together",
                        concat(frame(Frame.TEXT, new byte[600]), frame(FIN, new byte[600])),
                        1009));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void brokenFrame_closesWithItsCode(String name, byte[] bytes, int code) throws Exception {
        try (RawConnection socket = serving.webSocket("/v1/channels/broken/ws")) {
            RawConnection.ReceivedFrame close = socket.send(bytes).readFrame();
            assertThat(close.opcode()).isEqualTo(Frame.CLOSE);
            assertThat(close.closeCode()).isEqualTo(code);
        }
        awaitNoSubscriber("broken");
    }

    @Test
    void message_isPublishedToEverySubscriberInOrder() throws IOException {
        try (RawConnection sender = serving.webSocket("/v1/channels/chat/ws");
                RawConnection receiver = serving.webSocket("/v1/channels/chat/ws")) {
            sender.send(frame(TEXT, "one".getBytes(UTF_8)))
                    .send(frame(Frame.TEXT, "tw".getBytes(UTF_8)))
                    .send(frame(FIN, "o".getBytes(UTF_8)))
                    .send(frame(FIN | Frame.BINARY, new byte[] {1}));
            for (RawConnection socket : new RawConnection[] {sender, receiver}) {
                assertThat(next(socket).text()).isEqualTo("one");
                assertThat(next(socket).text()).isEqualTo("two");
                assertThat(next(socket).payload()).containsExactly(1);
            }
        }
    }

    @Test
    void ping_isAnsweredWithItsPayload() throws IOException {
        try (RawConnection socket = serving.webSocket("/v1/channels/ping/ws")) {
            socket.send(frame(FIN | Frame.PING, "hi".getBytes(UTF_8)));
            RawConnection.ReceivedFrame pong = next(socket);
            assertThat(pong.opcode()).isEqualTo(Frame.PONG);
            assertThat(pong.text()).isEqualTo("hi");
        }
    }

    @Test
    void close_isAnsweredAndTheConnectionClosed() throws IOException {
        try (RawConnection socket = serving.webSocket("/v1/channels/close/ws")) {
            socket.send(frame(FIN | Frame.CLOSE, new byte[] {0x0F, (byte) 0xA1}));
            assertThat(next(socket).closeCode()).isEqualTo(4001);
            assertThat(socket.readToEnd()).isEmpty();
        }
    }

    @Test
    void gap_closesARawSocket() throws IOException {
        try (RawConnection socket = serving.webSocket("/v1/channels/gap/ws?after=0000000000000:0")) {
            assertThat(next(socket).closeCode()).isEqualTo(4410);
        }
    }

    @Test
    void vanishedClient_leavesNoSubscription() throws Exception {
        serving.webSocket("/v1/channels/vanish/ws").close();
        awaitNoSubscriber("vanish");
    }

    private static RawConnection.ReceivedFrame next(RawConnection socket) throws IOException {
        RawConnection.ReceivedFrame frame = socket.readFrame();
        return frame.opcode() == Frame.PING ? next(socket) : frame;
    }

    private static void awaitNoSubscriber(String channel) {
        await().until(() -> serving.get("/v1/channels/" + channel)
                .contains("\"event-loop\":{\"sse\":0,\"ndjson\":0,\"websocket\":0,"));
    }

    private static byte[] concat(byte[]... parts) {
        var text = new StringBuilder();
        for (byte[] part : parts) {
            text.append(new String(part, ISO_8859_1));
        }
        return text.toString().getBytes(ISO_8859_1);
    }
}
