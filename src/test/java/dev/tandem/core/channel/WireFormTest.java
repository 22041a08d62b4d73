package dev.tandem.core.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.payload.Payload;
import dev.tandem.core.websocket.Frame;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every wire form to the byte. */
class WireFormTest {
    private static final ChannelName CHANNEL = new ChannelName("a");
    private static final String FIELDS = "\"offset\":7,\"time\":\"2026-01-01T00:00:00.120Z\",\"contentType\":";

    private final Payload json = Payload.of("application/json", "{\n \"a\":\r\n1}".getBytes(UTF_8));
    private final Payload text = Payload.of("text/plain", "\"ü\"\nb".getBytes(UTF_8));
    private final Payload binary = Payload.of("image/png", new byte[] {0, -1, 10});

    @Test
    void sse() {
        assertThat(encode(WireForm.SSE, json)).isEqualTo("id: e:7\ndata: {\ndata:  \"a\":\ndata: 1}\n\n");
        assertThat(encode(WireForm.SSE, text)).isEqualTo("id: e:7\ndata: \"ü\"\ndata: b\n\n");
        assertThat(encode(WireForm.SSE, binary)).isEqualTo("id: e:7\nevent: binary\ndata: AP8K\n\n");
        assertThat(encode(WireForm.SSE_WITHOUT_ID, text)).isEqualTo("data: \"ü\"\ndata: b\n\n");
        assertThat(encode(WireForm.SSE_WITHOUT_ID, binary)).isEqualTo("event: binary\ndata: AP8K\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|data: ~~",
                "a|data: a~~",
                " a|data:  a~~",
                "a~|data: a~data: ~~",
                "~|data: ~data: ~~",
                "a^b|data: a~data: b~~",
                "a^~b|data: a~data: b~~",
                "a~^b|data: a~data: ~data: b~~",
                "a^^~|data: a~data: ~data: ~~",
                "id: x|data: id: x~~",
                ":x|data: :x~~"
            })
    void everyLineOfAnEventIsData(String payload, String event) {
        String text = payload.replace('~', '\n').replace('^', '\r');

        assertThat(encode(WireForm.SSE_WITHOUT_ID, Payload.of("text/plain", text.getBytes(UTF_8))))
                .isEqualTo(event.replace('~', '\n'));
    }

    @Test
    void ndjsonIsOneLine() {
        assertThat(encode(WireForm.NDJSON, json))
                .isEqualTo("{\"channel\":\"a\"," + FIELDS + "\"application/json\",\"data\":{  \"a\":  1}}\n");
        assertThat(encode(WireForm.NDJSON, text))
                .isEqualTo("{\"channel\":\"a\"," + FIELDS + "\"text/plain\",\"data\":\"\\\"ü\\\"\\nb\"}\n");
        assertThat(encode(WireForm.NDJSON, binary))
                .isEqualTo("{\"channel\":\"a\"," + FIELDS + "\"image/png\",\"data\":\"AP8K\"}\n");
    }

    @Test
    void webSocketRawIsThePayloadInOneFrame() {
        assertThat(bytes(WireForm.WEBSOCKET_RAW, json)).isEqualTo(Frame.of(Frame.TEXT, json.bytes()));
        assertThat(bytes(WireForm.WEBSOCKET_RAW, text)).isEqualTo(Frame.of(Frame.TEXT, text.bytes()));
        assertThat(bytes(WireForm.WEBSOCKET_RAW, binary)).isEqualTo(Frame.of(Frame.BINARY, binary.bytes()));
    }

    @Test
    void webSocketEnvelopeIsATextFrameOfJson() {
        assertThat(bytes(WireForm.WEBSOCKET_ENVELOPE, binary))
                .isEqualTo(Frame.of(
                        Frame.TEXT,
                        ("{\"type\":\"message\"," + FIELDS + "\"image/png\",\"data\":\"AP8K\"}").getBytes(UTF_8)));
        assertThat(bytes(WireForm.WEBSOCKET_ENVELOPE, json))
                .isEqualTo(Frame.of(
                        Frame.TEXT,
                        ("{\"type\":\"message\"," + FIELDS + "\"application/json\",\"data\":{\n \"a\":\r\n1}}")
                                .getBytes(UTF_8)));
    }

    @Test
    void aHeartbeatSaysNothing() {
        assertThat(WireForm.SSE.heartbeat()).asString(UTF_8).isEqualTo(":\n\n");
        assertThat(WireForm.SSE_WITHOUT_ID.heartbeat()).isEqualTo(WireForm.SSE.heartbeat());
        assertThat(WireForm.NDJSON.heartbeat()).asString(UTF_8).isEqualTo("\n");
        assertThat(WireForm.WEBSOCKET_RAW.heartbeat()).isEqualTo(Frame.ping());
        assertThat(WireForm.WEBSOCKET_ENVELOPE.heartbeat()).isEqualTo(Frame.ping());
    }

    @Test
    void aFormIsMadeOnce() {
        Delivery delivery = new Delivery(CHANNEL, "e", publication(text));

        assertThat(delivery.encoded(WireForm.SSE)).isSameAs(delivery.encoded(WireForm.SSE));
    }

    private static String encode(WireForm form, Payload payload) {
        return new String(bytes(form, payload), UTF_8);
    }

    private static byte[] bytes(WireForm form, Payload payload) {
        return form.encode(CHANNEL, "e", publication(payload));
    }

    private static Publication publication(Payload payload) {
        return new Publication(7, Instant.parse("2026-01-01T00:00:00.120Z"), 0, payload);
    }
}
