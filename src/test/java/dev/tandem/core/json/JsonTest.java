package dev.tandem.core.json;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "0",
                "-0.5e+10",
                "\"\"",
                " \t\r\n[1 , 2]\n ",
                "{\"a\":1,\"a\":2}",
                "\"\\ud83d\\ude00 \\u0000 ü 😀\"",
                "\"\\ud83d\"",
                "[[[[[[[[[[{\"a\":[{}]}]]]]]]]]]]"
            })
    void wellFormed(String json) {
        assertThatNoException().isThrownBy(() -> Json.requireWellFormed(json.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{\"a\"}",
                "{\"a\":1,}",
                "[1,]",
                "[1 2]",
                "{} {}",
                "{}x",
                "1 2",
                "nul",
                "nulll",
                "01",
                "1.",
                "+1",
                ".5",
                "NaN",
                "-Infinity",
                "'a'",
                "{a:1}",
                "\"a",
                "\"\\x\"",
                "\"\\u12\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "// c\n1",
                "/* c */1",
                "1\0",
                "\u00a01"
            })
    void notWellFormed(String json) {
        assertRefused(json.getBytes(UTF_8));
    }

    @Test
    void onlyUtf8() {
        for (Charset charset : new Charset[] {UTF_16BE, UTF_16LE, Charset.forName("UTF-32")}) {
            assertRefused("{\"a\":1}".getBytes(charset));
        }
        assertRefused("\ufeff{}".getBytes(UTF_8));
        assertRefused(hex("22c328" + "22"));
        assertRefused(hex("22c080" + "22"));
        assertRefused(hex("22eda080" + "22"));
        assertRefused(hex("22f4908080" + "22"));
    }

    @Test
    void theRefusalSaysWhereAndNamesNoClassOfOurs() {
        assertThatThrownBy(() -> Json.requireWellFormed("{\n \"a\": x}".getBytes(UTF_8)))
                .hasMessageStartingWith("json_malformed: The body is not well-formed JSON at line 2, column ")
                .hasNoCause();
        assertThatThrownBy(() -> Json.requireWellFormed("1 2".getBytes(UTF_8)))
                .hasMessage("json_malformed: The body holds more than one JSON value");
    }

    @Test
    void aContainerIsAnObjectOrAnArrayAndNothingElse() {
        assertThat(Json.isContainer("{\"a\":1}".getBytes(UTF_8))).isTrue();
        assertThat(Json.isContainer(" \r\n\t[1]".getBytes(UTF_8))).isTrue();
        for (String other : new String[] {"", " ", "1", "\"a\"", "null", "{", "{}{}", "[1", "{hello}", "x{}"}) {
            assertThat(Json.isContainer(other.getBytes(UTF_8))).as(other).isFalse();
        }
        assertThat(Json.isContainer(hex("7b007d00"))).as("an object in UTF-16").isFalse();
    }

    @Test
    void anUnclosedDeepNestingIsRefusedAndOverflowsNoStack() {
        assertRefused("[".repeat(200_000).getBytes(UTF_8));
        assertThat(Json.isContainer("[".repeat(200_000).getBytes(UTF_8))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` { \"a\" : [ 1 , { } , [ ] ] , \"b\" : \"c d\" } ` | {\"a\":[1,{},[]],\"b\":\"c d\"}",
                "[0, -0, 1.50, 1E400, 0.1e-7] | [0,-0,1.50,1E400,0.1e-7]",
                "[true, false, null] | [true,false,null]",
                "{\"a\":1,\"a\":2} | {\"a\":1,\"a\":2}",
                "{\"\":{\"\\\"\":0}} | {\"\":{\"\\\"\":0}}",
                "\"\\u0041\\/\\t\\u0009\\u001f\\ud83d\\ude00ü\" | \"A/\\t\\t\\u001F😀ü\"",
                "\"\\ud83d\" | \"\ufffd\"",
            })
    void whatIsRewritten_isTheSameValue(String json, String expected) {
        byte[] rewritten = Json.rewrite(json.getBytes(UTF_8));

        assertThat(new String(rewritten, UTF_8)).isEqualTo(expected);
        assertThat(Json.rewrite(rewritten)).isEqualTo(rewritten);
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> Json.requireWellFormed(bytes)).hasMessageStartingWith("json_malformed: ");
        assertThatThrownBy(() -> Json.rewrite(bytes)).hasMessageStartingWith("json_malformed: ");
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
