package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.contract.HubRecorder.Disconnect;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.websocket.Frame;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** WebSocket as a client uses it that keeps the rules. */
abstract class WebSocketContract extends Contract {

    @Test
    void rawEachMessageIsOneFrameOfItsKind() {
        RawWebSocket socket = webSocket("");
        post(messages(channel), "application/json", "{\n\"a\":1}");
        publish("ü");
        http("POST", messages(channel), new byte[] {0, -1});
        publish("");

        assertThat(socket.head().header("Tandem-Model")).contains(model().text());
        assertFrame(socket, Frame.TEXT, "{\n\"a\":1}".getBytes(UTF_8));
        assertFrame(socket, Frame.TEXT, "ü".getBytes(UTF_8));
        assertFrame(socket, Frame.BINARY, new byte[] {0, -1});
        assertFrame(socket, Frame.TEXT, new byte[0]);
    }

    @Test
    void everyLengthOfFrameArrivesWhole() {
        RawWebSocket socket = webSocket("?format=raw");
        for (int length : new int[] {125, 126, 65535, 65536, 262144}) {
            byte[] bytes = new byte[length];
            bytes[length - 1] = 1;
            http("POST", messages(channel), bytes);
            assertFrame(socket, Frame.BINARY, bytes);
        }
    }

    @Test
    void rawAfterACursorFirstWhatWasMissedThenWhatIsLive() {
        String epoch = publish("1").epoch();
        publish("2");
        RawWebSocket socket = webSocket("?after=" + epoch + ":1");
        publish("3");

        assertThat(socket.readText()).isEqualTo("2");
        assertThat(socket.readText()).isEqualTo("3");
    }

    @Test
    void rawAGapClosesAtOnce() {
        publish("1");

        webSocket("?after=other:1").assertClosed(4410, "gap");
    }

    @Test
    void envelopeSaysWhatItIsSubscribedTo() {
        String epoch = publish("1").epoch();
        RawWebSocket socket = webSocket("?format=envelope");

        assertThat(socket.readText())
                .isEqualTo(
                        "{\"type\":\"subscribed\",\"epoch\":\"%s\",\"offset\":1,\"recovered\":true}".formatted(epoch));
        publish("a\"b");
        http("POST", messages(channel), new byte[] {0, -1});
        assertThat(socket.readText()).matches(envelope(2, "text/plain", "\"a\\\\\"b\""));
        assertThat(socket.readText()).matches(envelope(3, "application/octet-stream", "\"AP8=\""));
    }

    private static String envelope(int offset, String contentType, String data) {
        return "\\{\"type\":\"message\",\"offset\":%d,\"time\":\"[0-9T:.-]+Z\",\"contentType\":\"%s\",\"data\":%s\\}"
                .formatted(offset, contentType, data);
    }

    @Test
    void envelopeTellsOfAGapAndGoesOn() {
        String epoch = publish("1").epoch();
        RawWebSocket socket = webSocket("?format=envelope&after=" + epoch + ":7");

        assertThat(socket.readText())
                .isEqualTo(
                        "{\"type\":\"subscribed\",\"epoch\":\"%s\",\"offset\":0,\"recovered\":false}".formatted(epoch));
        assertThat(socket.readText()).contains("\"offset\":1,");
    }

    @Test
    void whatAClientSendsIsPublished() {
        RawWebSocket socket = webSocket("");
        socket.text("{\"a\":1}").text("hello").text("1").binary(new byte[] {0, -1});

        assertThat(socket.readText()).isEqualTo("{\"a\":1}");
        assertThat(socket.readText()).isEqualTo("hello");
        assertThat(socket.readText()).isEqualTo("1");
        assertFrame(socket, Frame.BINARY, new byte[] {0, -1});
        assertThat(get(messages(channel)).json().get("messages"))
                .extracting(message -> message.get("contentType").asString())
                .containsExactly(
                        "application/json",
                        "text/plain;charset=utf-8",
                        "text/plain;charset=utf-8",
                        "application/octet-stream");
    }

    @Test
    void fragmentsAreOneMessageAndControlFramesMayStandBetweenThem() {
        byte[] text = "aü😀".getBytes(UTF_8);
        RawWebSocket socket = webSocket("");
        socket.fragment(Frame.TEXT, false, Arrays.copyOfRange(text, 0, 2));
        socket.control(Frame.PING, new byte[] {7});
        for (int i = 2; i < text.length; i++) {
            socket.fragment(Frame.CONTINUATION, false, new byte[] {text[i]});
        }
        socket.fragment(Frame.CONTINUATION, true, new byte[0]);

        assertFrame(socket, Frame.PONG, new byte[] {7});
        assertThat(socket.readText()).isEqualTo("aü😀");
    }

    @Test
    void theLargestMessageIsTakenWholeAndInFragments() {
        byte[] largest = new byte[256 * 1024];
        RawWebSocket socket = webSocket("");

        socket.binary(largest);
        assertFrame(socket, Frame.BINARY, largest);
        for (int i = 0; i < 4; i++) {
            socket.fragment(i == 0 ? Frame.BINARY : Frame.CONTINUATION, i == 3, new byte[largest.length / 4]);
        }
        assertFrame(socket, Frame.BINARY, largest);
    }

    @Test
    void framesThatArriveInPiecesOrTogetherAreTheSame() {
        RawWebSocket socket = webSocket("");
        byte[] one = RawWebSocket.frame(0x81, "one".getBytes(UTF_8));
        for (byte b : one) {
            socket.connection().send(new byte[] {b});
        }
        ByteBuffer many = ByteBuffer.allocate(3 * one.length).put(one).put(one).put(one);
        socket.connection().send(many.array());

        for (int i = 0; i < 4; i++) {
            assertThat(socket.readText()).isEqualTo("one");
        }
    }

    @Test
    void aPingIsAnsweredWithItsPayload() {
        RawWebSocket socket = webSocket("");
        socket.control(Frame.PING, new byte[0]).control(Frame.PING, new byte[125]);

        assertFrame(socket, Frame.PONG, new byte[0]);
        assertFrame(socket, Frame.PONG, new byte[125]);
    }

    @Test
    void anUnsolicitedPongIsNothing() {
        RawWebSocket socket = webSocket("");
        socket.control(Frame.PONG, new byte[] {1}).text("after");

        assertThat(socket.readText()).isEqualTo("after");
    }

    @Test
    void aCloseIsAnsweredWithTheSameCode() {
        for (int code : new int[] {1000, 1001, 3000, 4999}) {
            RawWebSocket socket = webSocket("");
            socket.sendClose(code);

            assertThat(socket.read().closeCode()).isEqualTo(code);
            socket.connection().awaitClosed();
        }
        RawWebSocket withoutCode = webSocket("");
        withoutCode.control(Frame.CLOSE, new byte[0]);
        RawWebSocket.Received answer = withoutCode.read();
        assertThat(answer.opcode()).isEqualTo(Frame.CLOSE);
        assertThat(answer.payload()).isEmpty();
        withoutCode.connection().awaitClosed();
        eventually()
                .untilAsserted(() -> assertThat(service().subscribers(channel)).isZero());
    }

    @Test
    void aClientThatLeavesWithoutAWordIsGone() {
        webSocket("").close();
        webSocket("").connection().reset();

        eventually()
                .untilAsserted(() -> assertThat(service().subscribers(channel)).isZero());
    }

    /** One that has answered, and so is seen by the server to be open, too. */
    private RawWebSocket establishedWebSocket() {
        RawWebSocket socket = webSocket("");
        socket.control(Frame.PING, new byte[] {1});
        assertFrame(socket, Frame.PONG, new byte[] {1});
        return socket;
    }

    @Test
    void aPingComesEveryHeartbeatAndAPongKeepsTheConnection() {
        RawWebSocket socket = establishedWebSocket();
        for (int i = 0; i < 3; i++) {
            service().advance(Duration.ofSeconds(25));
            assertFrame(socket, Frame.PING, new byte[0]);
            socket.control(Frame.PONG, new byte[0]).control(Frame.PING, new byte[] {1});
            assertFrame(socket, Frame.PONG, new byte[] {1});
        }
        publish("still here");
        assertThat(socket.readText()).isEqualTo("still here");
    }

    @Test
    void withoutAPongTheConnectionIsCut() {
        RawWebSocket socket = establishedWebSocket();
        service().advance(Duration.ofSeconds(25));
        assertFrame(socket, Frame.PING, new byte[0]);
        publish("the server knows that the ping has left");
        socket.readText();
        service().advance(Duration.ofSeconds(10));
        publish("in time");
        assertThat(socket.readText()).isEqualTo("in time");

        service().advance(Duration.ofSeconds(1));

        socket.assertClosed(4411, "pong_timeout");
        assertThat(service().recorder().disconnects())
                .contains(new Disconnect(model(), Transport.WEBSOCKET, DisconnectReason.PONG_TIMEOUT));
    }

    @Test
    void theJdksClientSpeaksWithIt() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = httpClient()
                .newWebSocketBuilder()
                .connectTimeout(SOON)
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + port() + "/v1/channels/" + channel + "/ws"), new Listener(heard))
                .get(10, TimeUnit.SECONDS);

        socket.sendText("hel", false).get(10, TimeUnit.SECONDS);
        socket.sendText("lo", true).get(10, TimeUnit.SECONDS);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.sendPing(ByteBuffer.wrap(new byte[] {1})).get(10, TimeUnit.SECONDS);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("pong");
        socket.sendClose(4000, "done").get(10, TimeUnit.SECONDS);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 4000");
        eventually().until(socket::isInputClosed);
    }

    private record Listener(BlockingQueue<String> heard) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            return WebSocket.Listener.super.onText(socket, text, last);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            heard.add("pong");
            return WebSocket.Listener.super.onPong(socket, message);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed " + code);
            return WebSocket.Listener.super.onClose(socket, code, reason);
        }
    }

    private static void assertFrame(RawWebSocket socket, int opcode, byte[] payload) {
        RawWebSocket.Received frame = socket.read();
        assertThat(frame.opcode()).as("%s", frame).isEqualTo(opcode);
        assertThat(frame.payload()).isEqualTo(payload);
    }
}
