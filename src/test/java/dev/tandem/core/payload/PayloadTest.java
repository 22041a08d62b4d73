package dev.tandem.core.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.payload.Payload.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json | JSON",
                "Application/JSON; charset=utf-8 | JSON",
                "application/problem+json | JSON",
                "text/plain | TEXT",
                "text/html; charset=UTF-8 | TEXT",
                "text/plain;charset=\"utf-8\" | TEXT",
                "text/plain; charset=us-ascii | TEXT",
                "text/plain; charset=iso-8859-1 | BINARY",
                "image/svg+xml | TEXT",
                "application/xml | TEXT",
                "application/x-www-form-urlencoded | TEXT",
                "application/octet-stream | BINARY",
                "image/png | BINARY",
                "a/b;c=\"d;e\\\"f\" ; g=h | BINARY",
                "multipart/form-data; boundary=--x | BINARY"
            })
    void theContentTypeDecidesTheKind(String contentType, Kind kind) {
        assertThat(Payload.kindOf(contentType)).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "json",
                "/",
                "a/",
                "/b",
                "a/b/c",
                "a b/c",
                " a/b",
                "a/b ",
                "a/b, c/d",
                "a/b;c=d e",
                "a/b;c=\"d",
                "a/b;=d",
                "ä/b",
                "a/b\n"
            })
    void whatIsNotAMediaTypeIsRefused(String contentType) {
        assertThatThrownBy(() -> Payload.of(contentType, new byte[0]))
                .hasMessageStartingWith("content_type_invalid: Content-Type: ");
    }

    @Test
    void aMediaTypeHasABound() {
        assertThat(Payload.kindOf("a/" + "b".repeat(253))).isEqualTo(Kind.BINARY);
        assertThatThrownBy(() -> Payload.kindOf("a/" + "b".repeat(254)))
                .hasMessageStartingWith("content_type_invalid: ");
    }

    /** A pattern with nested repetition must not take the server's time. */
    @Test
    void aLongBrokenMediaTypeIsRefusedAtOnce() {
        assertThatThrownBy(() -> Payload.kindOf("a/b" + ";a=\"\\".repeat(50))).hasMessageStartingWith("content_type_");
        assertThatThrownBy(() -> Payload.kindOf("a/b" + " \t".repeat(120) + "x"))
                .hasMessageStartingWith("content_type_");
        assertThatThrownBy(() -> Payload.kindOf("a/b;" + "\t;".repeat(120) + "x"))
                .hasMessageStartingWith("content_type_");
    }

    @Test
    void withoutAContentTypeItIsBytes() {
        assertThat(Payload.of("", new byte[] {1}))
                .extracting(Payload::contentType, Payload::kind)
                .containsExactly("application/octet-stream", Kind.BINARY);
    }

    @Test
    void jsonMustBeJson() {
        assertThatThrownBy(() -> Payload.of("application/json", "{".getBytes(UTF_8)))
                .hasMessageStartingWith("json_malformed: ");
    }

    @Test
    void textThatIsNotUtf8TravelsAsBinary() {
        assertThat(Payload.of("text/plain", new byte[] {(byte) 0xE4}).kind()).isEqualTo(Kind.BINARY);
        assertThat(Payload.of("text/plain", "ä".getBytes(UTF_8)).kind()).isEqualTo(Kind.TEXT);
    }

    @Test
    void aWebSocketTextIsJsonIfItIsAContainer() {
        assertThat(Payload.ofText("{\"a\":1}".getBytes(UTF_8)).contentType()).isEqualTo("application/json");
        assertThat(Payload.ofText("1".getBytes(UTF_8)).contentType()).isEqualTo("text/plain;charset=utf-8");
        assertThat(Payload.ofText("{oops".getBytes(UTF_8)).kind()).isEqualTo(Kind.TEXT);
    }
}
