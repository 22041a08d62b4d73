package dev.tandem.contract;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

abstract class PublishContract extends Contract {

    @Test
    void theAnswerSaysWhereTheMessageStands() {
        Reply first = post(messages(channel), "application/json", "{\"a\":1}");
        Reply second = publish("2");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.text())
                .isEqualTo("{\"channel\":\"%s\",\"epoch\":\"%s\",\"offset\":1}".formatted(channel, first.epoch()));
        assertThat(first.epoch()).matches("[0-9a-z]{13}");
        assertThat(first.header("Content-Type")).contains("application/json");
        assertThat(first.header("Content-Length")).contains("" + first.body().length);
        assertThat(first.header("Tandem-Model")).contains(model().text());
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.cursor()).isEqualTo(first.epoch() + ":2");
    }

    /** What is read back is the bytes as they were published, in the form that fits their type. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json | { \"a\" : [1, 2.50] } | { \"a\" : [1, 2.50] }",
                "application/json | {\"a\":1,\"a\":2} | {\"a\":1,\"a\":2}",
                "application/vnd.x+json; v=1 | \"text\" | \"text\"",
                "application/json | null | null",
                "text/plain | say \"hi\" ü😀 | \"say \\\"hi\\\" ü😀\"",
                "text/html;charset=UTF-8 | <p> | \"<p>\"",
                "application/x-www-form-urlencoded | a=b | \"a=b\"",
                "image/svg+xml | <svg/> | \"<svg/>\"",
                "application/octet-stream | hi | \"aGk=\"",
                "text/plain; charset=iso-8859-1 | hi | \"aGk=\""
            })
    void anyContentTypeIsTakenAndKept(String contentType, String body, String data) {
        assertThat(post(messages(channel), contentType, body).status()).isEqualTo(201);

        Reply history = get(messages(channel));
        assertThat(history.text()).contains(",\"contentType\":\"" + contentType + "\",\"data\":" + data + "}]}");
    }

    @Test
    void withoutAContentTypeItIsBytes() {
        assertThat(http("POST", messages(channel), new byte[] {0, (byte) 0xFF}).status())
                .isEqualTo(201);

        assertThat(get(messages(channel)).text())
                .contains("\"contentType\":\"application/octet-stream\",\"data\":\"AP8=\"");
    }

    @Test
    void anEmptyBodyIsAMessage() {
        assertThat(http("POST", messages(channel), new byte[0]).status()).isEqualTo(201);
        assertThat(http("POST", messages(channel), new byte[0], "Content-Type", "text/plain")
                        .status())
                .isEqualTo(201);

        assertThat(get(messages(channel)).json().get("messages"))
                .extracting(message -> message.get("data").asString())
                .containsExactly("", "");
    }

    @Test
    void textThatIsNotUtf8TravelsAsBytes() {
        byte[] latin1 = {(byte) 0xE4};
        assertThat(http("POST", messages(channel), latin1, "Content-Type", "text/plain")
                        .status())
                .isEqualTo(201);

        assertThat(get(messages(channel)).text())
                .contains("\"data\":\"" + Base64.getEncoder().encodeToString(latin1) + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{\"a\":1,}", "{} {}", "{}x", "nul", "'a'", "{a:1}", "[1,2", "\"\\x\"", "1\0"})
    void whatSaysJsonMustBeJson(String body) {
        assertProblem(post(messages(channel), "application/json", body), ProblemCode.JSON_MALFORMED);

        assertThat(get(messages(channel)).json().get("messages")).isEmpty();
    }

    @Test
    void jsonIsInUtf8WithoutAByteOrderMark() {
        byte[][] bodies = {
            "{\"a\":1}".getBytes(UTF_16LE),
            "\ufeff{}".getBytes(UTF_8),
            HexFormat.of().parseHex("22ff22")
        };
        for (byte[] body : bodies) {
            assertProblem(
                    http("POST", messages(channel), body, "Content-Type", "application/json"),
                    ProblemCode.JSON_MALFORMED);
        }
    }

    @Test
    void malformedJsonIsToldWhere() {
        assertThat(post(messages(channel), "application/json", "{\n \"a\" 1}")
                        .json()
                        .get("detail")
                        .asString())
                .startsWith("The body is not well-formed JSON at line 2, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "a/b/c", "text/plain, text/html", "a/b;c", "a/ b"})
    void aContentTypeThatIsNoneIsRefused(String contentType) {
        Reply reply = post(messages(channel), contentType, "x");

        assertProblem(
                reply,
                ProblemCode.CONTENT_TYPE_INVALID,
                "Content-Type: " + contentType + " (expected: a media type (RFC 9110, 8.3))");
        assertThat(reply.json().get("value").asString()).isEqualTo(contentType);
        assertThat(reply.json().get("expected").asString()).isEqualTo("a media type (RFC 9110, 8.3)");
    }

    @Test
    void twoContentTypesAreNone() {
        assertProblem(
                raw("POST " + messages(channel)
                        + " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\n"
                        + "Content-Length: 1\r\n\r\nx"),
                ProblemCode.CONTENT_TYPE_INVALID);
    }

    @Test
    void anEncodedBodyIsRefusedAndNotPublishedAsItIs() {
        assertProblem(
                post(messages(channel), "text/plain", "x", "Content-Encoding", "gzip"),
                ProblemCode.CONTENT_ENCODING_UNSUPPORTED,
                "Content-Encoding: gzip (expected: identity)");
        assertThat(post(messages(channel), "text/plain", "x", "Content-Encoding", "identity")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "%C3%BC", "a%2Fb", "a+b", "a,b", "a=b", "%2e", "%2e%2e", "a%00", "a%0a"})
    void aNameThatIsNoneIsRefused(String name) {
        assertProblem(
                raw("POST /v1/channels/" + name + "/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1"),
                ProblemCode.CHANNEL_NAME_INVALID);
    }

    @Test
    void aNameMayBeWrittenWithEscapes() {
        publish("1");

        Reply reply = get(messages("%" + Integer.toHexString(channel.charAt(0)) + channel.substring(1)));

        assertThat(reply.json().get("channel").asString()).isEqualTo(channel);
        assertThat(reply.offset()).isEqualTo(1);
    }

    @Test
    void theLargestMessageIsTakenAndOneByteMoreIsNot() {
        byte[] largest = new byte[256 * 1024];
        assertThat(http("POST", messages(channel), largest).status()).isEqualTo(201);
        assertThat(get("/v1/channels/" + channel).json().at("/history/bytes").asInt())
                .isEqualTo(largest.length);

        assertProblem(
                http("POST", messages(channel), new byte[largest.length + 1]),
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than 262144 bytes");
    }
}
