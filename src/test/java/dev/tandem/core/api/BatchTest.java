package dev.tandem.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.payload.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {

    /** What is delivered is the bytes of the value, not a value that was read and written again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1,\"a\":2}",
                "{ \"b\" : [1, 2.50 ,-0, 1E+2],\n\"a\":\"\\u00fc ü😀\" }",
                "[]",
                "[[],{}]",
                "\"text\"",
                "\"\"",
                "\"\\\"\"",
                "0",
                "-12.5e3",
                "true",
                "false",
                "null"
            })
    void aJsonValueStandsAsItWasSent(String data) {
        for (String after : new String[] {"", " ", "\n", ",\"contentType\":\"application/json\""}) {
            Payload payload = only("{\"messages\": [ {\"channel\":\"a\",\"data\": " + data + after + "} ] }")
                    .payload();

            assertThat(new String(payload.bytes(), UTF_8)).isEqualTo(data);
            assertThat(payload.contentType()).isEqualTo("application/json");
            assertThat(payload.kind()).isEqualTo(Payload.Kind.JSON);
        }
    }

    @Test
    void fieldsComeInAnyOrder() {
        Batch.Message message =
                only("{\"messages\":[{\"data\":\"aGk=\",\"contentType\":\"image/png\",\"channel\":\"ä\"}]}");

        assertThat(message.channel()).isEqualTo("ä");
        assertThat(message.payload().contentType()).isEqualTo("image/png");
        assertThat(message.payload().bytes()).asString(UTF_8).isEqualTo("hi");
    }

    @Test
    void textIsAString() {
        Payload payload =
                only("{\"messages\":[{\"channel\":\"a\",\"contentType\":\"text/plain\",\"data\":\"\\u00fc\\n😀\"}]}")
                        .payload();

        assertThat(payload.bytes()).asString(UTF_8).isEqualTo("ü\n😀");
        assertThat(payload.kind()).isEqualTo(Payload.Kind.TEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | 1 | field_invalid: data: 1 (expected: a string)",
                "text/plain | {\"a\":1} | field_invalid: data: {\"a\":1} (expected: a string)",
                "text/plain | \"\\ud800\" | field_invalid: data: ? (expected: text without half a surrogate pair)",
                "image/png | null | field_invalid: data: null (expected: a string)",
                "image/png | \"not base64\" | field_invalid: data: not base64 (expected: base64 (RFC 4648, 4))",
                "nonsense | 1 | content_type_invalid: Content-Type: nonsense (expected: a media type (RFC 9110, 8.3))"
            })
    void contentThatIsNotWhatTheTypeSaysFailsAlone(String type, String data, String message) {
        Batch.Message parsed =
                only("{\"messages\":[{\"channel\":\"a\",\"contentType\":\"%s\",\"data\":%s}]}".formatted(type, data));

        assertThatThrownBy(parsed::payload).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | field_invalid: body: [] (expected: an object with messages)",
                "1 | field_invalid: body: 1 (expected: an object with messages)",
                "{} | field_missing: messages is missing (expected: an array)",
                "{\"message\":[]} | field_unknown: field: message (expected: messages)",
                "{\"messages\":{}} | field_invalid: messages: { (expected: an array)",
                "{\"messages\":null} | field_invalid: messages: null (expected: an array)",
                "{\"messages\":[1]} | field_invalid: messages[0]: 1 (expected: an object)",
                "{\"messages\":[null]} | field_invalid: messages[0]: null (expected: an object)",
                "{\"messages\":[[]]} | field_invalid: messages[0]: [ (expected: an object)",
                "{\"messages\":[{\"data\":1}]} | field_missing: messages[0].channel is missing (expected: a channel's name)",
                "{\"messages\":[{\"channel\":\"a\"}]} | field_missing: messages[0].data is missing (expected: what to publish)",
                "{\"messages\":[{\"channel\":1,\"data\":1}]} | field_invalid: messages[0].channel: 1 (expected: a string)",
                "{\"messages\":[{\"channel\":null,\"data\":1}]} | field_invalid: messages[0].channel: null (expected: a string)",
                "{\"messages\":[{\"channel\":\"a\",\"data\":1},{\"x\":1}]} | field_unknown: field: messages[1].x (expected: channel, data, contentType)",
                "{\"messages\":[{\"channel\":\"a\",\"channel\":\"a\",\"data\":1}]} | field_invalid: messages[0].channel: given twice (expected: one value)",
                "{\"messages\":[{\"channel\":\"a\",\"data\":null,\"data\":1}]} | field_invalid: messages[0].data: given twice (expected: one value)",
                "{\"messages\":[],\"messages\":[]} | field_invalid: messages: given twice (expected: one value)",
                "{\"messages\":[]} {} | json_malformed: The body holds more than one JSON value"
            })
    void aBodyOfAnotherShapeIsRefusedAsAWhole(String body, String message) {
        assertThatThrownBy(() -> parse(body)).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"messages\":[",
                "{\"messages\":[]",
                "{\"messages\":[{\"channel\":\"a\",\"data\":[1}]}",
                "{\"messages\":[{\"channel\":\"a\",\"data\":tru}]}",
                "{\"messages\":[{\"channel\":\"a\",\"data\":\"\\x\"}]}",
                "\ufeff{\"messages\":[]}"
            })
    void aBodyThatIsNotJsonIsRefusedAsAWhole(String body) {
        assertThatThrownBy(() -> parse(body)).hasMessageStartingWith("json_malformed: ");
    }

    @Test
    void noMoreMessagesThanAllowed() {
        String message = "{\"channel\":\"a\",\"data\":1}";

        assertThat(parse("{\"messages\":[" + message + "," + message + "," + message + "]}"))
                .hasSize(3);
        assertThatThrownBy(
                        () -> parse("{\"messages\":[" + message + "," + message + "," + message + "," + message + "]}"))
                .hasMessage("batch_too_large: messages: more than 3 (expected: at most 3)");
        assertThat(parse("{\"messages\":[]}")).isEmpty();
    }

    private static Batch.Message only(String body) {
        List<Batch.Message> messages = parse(body);
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }

    private static List<Batch.Message> parse(String body) {
        return Batch.parse(body.getBytes(UTF_8), 3);
    }
}
