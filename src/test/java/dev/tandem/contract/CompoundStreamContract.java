package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several channels on one stream. */
abstract class CompoundStreamContract extends Contract {
    private final String a = newChannel("a");
    private final String b = newChannel("short-b");

    @Test
    void eachEventCarriesTheCursorOfAll() {
        EventClient events = stream(target());
        String start = events.event();
        String epochA = publish(a, "1").epoch();
        String firstOfA = events.event();
        String epochB = publish(b, "2").epoch();
        String firstOfB = events.event();

        assertThat(start).isEqualTo("id: %s=%s:0,%s=%s:0\n\n".formatted(a, epochA, b, epochB));
        assertThat(events.head().header("Tandem-Position")).contains("%s=%s:0,%s=%s:0".formatted(a, epochA, b, epochB));
        assertThat(firstOfA).isEqualTo("id: %s=%s:1,%s=%s:0\ndata: 1\n\n".formatted(a, epochA, b, epochB));
        assertThat(firstOfB).isEqualTo("id: %s=%s:1,%s=%s:1\ndata: 2\n\n".formatted(b, epochB, a, epochA));
    }

    @Test
    void itResumesAllOfThem() {
        String epochA = publish(a, "1").epoch();
        String epochB = publish(b, "2").epoch();
        publish(a, "3");
        String cursor = "%s=%s:1,%s=%s:0".formatted(b, epochB, a, epochA);
        EventClient events = stream(target(), "Last-Event-ID: " + cursor);

        assertThat(events.event()).isEqualTo("id: %s=%s:0,%s=%s:1\n\n".formatted(a, epochA, b, epochB));
        assertThat(events.event()).isEqualTo("id: %s=%s:1,%s=%s:1\ndata: 1\n\n".formatted(a, epochA, b, epochB));
        assertThat(events.event()).isEqualTo("id: %s=%s:2,%s=%s:1\ndata: 3\n\n".formatted(a, epochA, b, epochB));
        publish(b, "4");
        assertThat(events.event()).isEqualTo("id: %s=%s:2,%s=%s:2\ndata: 4\n\n".formatted(b, epochB, a, epochA));
    }

    @Test
    void aGapIsOfOneChannel() {
        String epochA = publish(a, "1").epoch();
        String epochB = "";
        for (int i = 1; i <= 5; i++) {
            epochB = publish(b, "b" + i).epoch();
        }
        EventClient events = stream(target() + "&after=%s=%s:0,%s=%s:1".formatted(a, epochA, b, epochB));

        assertThat(events.event()).isEqualTo("id: %s=%s:0,%s=%s:2\n\n".formatted(a, epochA, b, epochB));
        assertThat(events.event())
                .isEqualTo(
                        "id: %1$s=%2$s:2,%3$s=%4$s:0\nevent: gap\ndata: {\"channel\":\"%1$s\",\"epoch\":\"%2$s\",\"offset\":2}\n\n"
                                .formatted(b, epochB, a, epochA));
        assertThat(events.event()).endsWith("data: 1\n\n");
        for (int i = 3; i <= 5; i++) {
            assertThat(events.event()).endsWith("data: b" + i + "\n\n");
        }
    }

    @Test
    void aChannelThatTheCursorDoesNotNameIsReadFromNowOn() {
        String epochA = publish(a, "1").epoch();
        publish(b, "old");
        EventClient events = stream(target() + "&after=" + a + "=" + epochA + ":0");
        events.event();

        assertThat(events.event()).endsWith("data: 1\n\n");
        publish(b, "new");
        assertThat(events.event()).endsWith("data: new\n\n");
    }

    @Test
    void oneChannelAloneResumesFromTheCursorThatItWasGiven() {
        String epoch = publish(a, "1").epoch();
        String target = "/v1/events?channel=" + a;
        EventClient first = stream(target);
        String id = first.event().strip().substring("id: ".length());
        assertThat(id).isEqualTo(a + "=" + epoch + ":1");
        publish(a, "2");

        EventClient again = stream(target, "Last-Event-ID: " + id);
        again.event();

        assertThat(again.event()).endsWith("data: 2\n\n");
    }

    @Test
    void asLinesEachNamesItsChannel() {
        EventClient lines = stream(target(), "Accept: application/x-ndjson");
        publish(a, "1");
        assertThat(lines.line()).startsWith("{\"channel\":\"" + a + "\",\"offset\":1,");
        publish(b, "2");
        assertThat(lines.line()).startsWith("{\"channel\":\"" + b + "\",\"offset\":1,");

        EventClient resumed = stream(
                target() + "&after=" + lines.head().header("Tandem-Position").orElseThrow(),
                "Accept: application/x-ndjson");
        assertThat(resumed.line()).startsWith("{\"channel\":\"" + a + "\",\"offset\":1,");
        assertThat(resumed.line()).startsWith("{\"channel\":\"" + b + "\",\"offset\":1,");
    }

    /** Names of 128 characters are the longest that there are, and 40 leave room to send the cursor back. */
    @ParameterizedTest
    @ValueSource(ints = {40, 128})
    void aHundredChannelsHaveALongCursor(int nameLength) {
        List<String> names = IntStream.range(0, 100)
                .mapToObj(i -> newChannel("l") + "-" + i)
                .map(name -> name + "x".repeat(nameLength - name.length()))
                .toList();
        String target = "/v1/events?channel=" + String.join("&channel=", names);
        EventClient events = stream(target);
        String start = events.head().header("Tandem-Position").orElseThrow();

        assertThat(start.split(",", -1)).hasSize(100).allMatch(entry -> entry.endsWith(":0"));
        assertThat(start).hasSizeGreaterThan(100 * nameLength);
        assertThat(events.event()).isEqualTo("id: " + start + "\n\n");
        publish(names.getLast(), "1");
        assertThat(events.event())
                .startsWith("id: " + names.getLast() + "=")
                .contains("," + names.getFirst() + "=")
                .endsWith("\ndata: 1\n\n");

        if (nameLength < 128) {
            EventClient resumed = stream(target, "Last-Event-ID: " + start);
            assertThat(resumed.head().header("Tandem-Position")).contains(start);
            resumed.event();
            assertThat(resumed.event()).endsWith("\ndata: 1\n\n");
        }
    }

    @Test
    void aChannelNamedTwiceIsSubscribedOnce() {
        EventClient events = stream("/v1/events?channel=" + a + "&channel=" + a);
        events.event();

        assertThat(service().subscribers(a)).isEqualTo(1);
    }

    @Test
    void whatIsWrongIsRefused() {
        assertProblem(
                get("/v1/events"), ProblemCode.PARAMETER_MISSING, "channel is missing (expected: 1 to 100 channels)");
        assertProblem(get("/v1/events?channel=a%20b"), ProblemCode.CHANNEL_NAME_INVALID);
        assertProblem(get("/v1/events?channel=" + a + "&after=x:1,y:2"), ProblemCode.CURSOR_INVALID);
        assertProblem(get(target() + "&after=x:1"), ProblemCode.CURSOR_INVALID);
        assertProblem(get(target() + "&after=other=x:1"), ProblemCode.CURSOR_INVALID);
        assertProblem(get(target() + "&after=" + a + "=x:1," + a + "=x:1"), ProblemCode.CURSOR_INVALID);
        String many =
                IntStream.rangeClosed(0, 100).mapToObj(i -> "channel=many" + i).collect(Collectors.joining("&"));
        assertProblem(
                get("/v1/events?" + many), ProblemCode.LIMIT_INVALID, "channel: 101 channels (expected: 1 to 100)");
        assertProblem(get("/v1/channels/many0"), ProblemCode.CHANNEL_UNKNOWN);
    }

    private String target() {
        return "/v1/events?channel=" + a + "&channel=" + b;
    }
}
