package dev.tandem.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
    private static Fields fields(String json) {
        return Fields.parse(json.getBytes(UTF_8));
    }

    @Test
    void eachFieldIsReadAsWhatItIs() {
        Fields fields = fields(
                "{\"t\":\"\\u00fc\",\"n\":-5,\"d\":\"2s\",\"w\":\"two\",\"l\":[\"a\",\"b\"],\"o\":{\"x\":{\"y\":\"z\"}}}");

        assertThat(fields.text("t", "")).contains("\u00fc");
        assertThat(fields.text("absent", "")).isEmpty();
        assertThat(fields.number("n", -5, 5)).hasValue(-5);
        assertThat(fields.number("absent", 0, 5)).isEmpty();
        assertThat(fields.duration("d", Duration.ZERO, Duration.ofMinutes(1))).contains(Duration.ofSeconds(2));
        assertThat(fields.oneOf("w", Map.of("one", 1, "two", 2))).contains(2);
        assertThat(fields.texts("l", 0, 2, (path, text) -> path + text)).contains(List.of("l[0]a", "l[1]b"));
        Fields nested = fields.requiredObject("o").requiredObject("x");
        assertThat(nested.path("y")).isEqualTo("o.x.y");
        assertThat(nested.only("y").requiredText("y", "")).isEqualTo("z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                  | json_malformed: The body is empty, not JSON",
                "{                   | json_malformed: The body is not well-formed JSON at line 1, column 2",
                "{} {}               | json_malformed: The body holds more than one JSON value",
                "[]                  | field_invalid: body: an array (expected: an object)",
                "null                | field_invalid: body: null (expected: an object)",
                "'{\"a\":1,\"a\":2}' | field_invalid: a: given twice (expected: one value)",
                "'{\"a\":{\"b\":1,\"b\":1}}'      | field_invalid: a.b: given twice (expected: one value)",
                "'{\"a\":[{\"b\":1,\"b\":1}]}'    | field_invalid: a[0].b: given twice (expected: one value)",
                "'{\"a\":[0,[{\"b\":[],\"b\":{}}]]}' | field_invalid: a[1][0].b: given twice (expected: one value)",
                "'[{\"a\":{\"b\":[1],\"b\":1}}]'   | field_invalid: body[0].a.b: given twice (expected: one value)",
            })
    void whatIsNoObjectIsRefused(String json, String problem) {
        assertThatThrownBy(() -> fields(json)).hasMessage(problem);
    }

    /** Counted in bytes allocated: a few for each of the body, whatever it is like. */
    @Test
    void readingCostsNoMoreThanTheBodyIsLong() {
        String name = "n".repeat(49_000);
        String body = ("{\"" + name + "\":").repeat(8) + "[" + "0,".repeat(300_000) + "0]" + "}".repeat(8);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        Fields fields = fields(body);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200L * body.length());
        assertThatThrownBy(() -> fields.only("kind"))
                .hasMessage("field_unknown: field: " + "n".repeat(200) + "\u2026 (expected: kind)");
    }

    @Test
    void aRefusalIsOneShortLineWhateverTheFieldsAreCalled() {
        String name = "x\\nERROR forged" + "n".repeat(40_000);

        assertThatThrownBy(() -> fields("{\"" + name + "\":1,\"" + name + "\":2}"))
                .hasMessage("field_invalid: x?ERROR forged" + "n".repeat(186)
                        + "\u2026: given twice (expected: one value)");
    }

    @Test
    void whatIsNestedTooDeeplyIsRefused() {
        assertThatThrownBy(() -> fields("{\"a\":" + "[".repeat(100_000))).hasMessageStartingWith("json_malformed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1         | o.t: 1 (expected: a string)",
                "true      | o.t: true (expected: a string)",
                "null      | o.t: null (expected: a string)",
                "{}        | o.t: an object (expected: a string)",
                "[]        | o.t: an array (expected: a string)",
                "'\"\\ud800\"' | o.t: ? (expected: text without half a surrogate pair)",
            })
    void whatIsNoTextIsRefused(String json, String problem) {
        Fields nested = fields("{\"o\":{\"t\":" + json + "}}").requiredObject("o");

        assertThatThrownBy(() -> nested.text("t", "a string")).hasMessage("field_invalid: " + problem);
    }

    @ParameterizedTest
    @CsvSource({"0", "11", "1.5", "1e1", "99999999999999999999", "'\"5\"'", "true", "null", "[]"})
    void whatIsNoWholeNumberInItsRangeIsRefused(String json) {
        assertThatThrownBy(() -> fields("{\"n\":" + json + "}").number("n", 1, 10))
                .hasMessageStartingWith("field_invalid: n: ")
                .hasMessageEndingWith("(expected: a whole number from 1 to 10)");
    }

    @Test
    void anArrayIsAsLongAsItMayBe() {
        Fields fields = fields("{\"l\":[\"a\",\"b\"],\"m\":[\"a\",1]}");

        assertThatThrownBy(() -> fields.texts("l", 3, 4, (path, text) -> text))
                .hasMessage("field_invalid: l: an array of 2 (expected: an array of 3 to 4 strings)");
        assertThatThrownBy(() -> fields.texts("l", 0, 1, (path, text) -> text))
                .hasMessage("field_invalid: l: an array of 2 (expected: an array of 0 to 1 strings)");
        assertThatThrownBy(() -> fields.texts("m", 0, 2, (path, text) -> text))
                .hasMessage("field_invalid: m[1]: 1 (expected: a string)");
    }

    @Test
    void whatIsMissingOrUnknownIsNamedWithItsPath() {
        Fields nested = fields("{\"o\":{\"x\":1}}").requiredObject("o");

        assertThatThrownBy(() -> nested.only("b", "a")).hasMessage("field_unknown: field: o.x (expected: a, b)");
        assertThatThrownBy(() -> nested.requiredText("y", "a name"))
                .hasMessage("field_missing: o.y is missing (expected: a name)");
        assertThatThrownBy(() -> nested.requiredObject("y"))
                .hasMessage("field_missing: o.y is missing (expected: an object)");
        assertThatThrownBy(() -> nested.requiredObject("x")).hasMessage("field_invalid: o.x: 1 (expected: an object)");
        assertThatThrownBy(() -> fields("{\"w\":\"three\"}").oneOf("w", Map.of("one", 1, "two", 2)))
                .hasMessage("field_invalid: w: three (expected: one or two)");
        assertThatThrownBy(() -> fields("{\"d\":\"x\"}").duration("d", Duration.ofMillis(1), Duration.ofMinutes(1)))
                .hasMessage("duration_invalid: d: x (expected: 1ms to 1m, as 500ms, 30s, 5m, 2h or ISO-8601)");
    }
}
