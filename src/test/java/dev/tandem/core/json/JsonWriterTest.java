package dev.tandem.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

    @Test
    void separatesEscapesAndEmbeds() {
        var json = new JsonWriter(1);
        json.beginObject()
                .field("text", "a\"b\\c\n\u0001 ü😀")
                .field("number", Long.MIN_VALUE)
                .field("flag", true)
                .field("raw")
                .raw("{ \"x\" : [] }".getBytes(UTF_8))
                .field("nested")
                .beginObject()
                .field("empty")
                .beginArray()
                .endArray()
                .endObject()
                .array("items", List.of(1, 2), json::value)
                .field("none")
                .beginObject()
                .endObject()
                .endObject();

        assertThat(new String(json.toBytes(), UTF_8))
                .isEqualTo("{\"text\":\"a\\\"b\\\\c\\n\\u0001 ü😀\",\"number\":-9223372036854775808,\"flag\":true,"
                        + "\"raw\":{ \"x\" : [] },\"nested\":{\"empty\":[]},\"items\":[1,2],\"none\":{}}");
    }

    @Test
    void whatIsNotTextBecomesAReplacementAndNotAFailure() {
        assertThat(new String(new JsonWriter().value("a\ud800b").toBytes(), UTF_8))
                .isEqualTo("\"a\ufffdb\"");
    }
}
