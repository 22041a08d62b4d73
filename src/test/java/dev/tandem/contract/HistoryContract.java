package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class HistoryContract extends Contract {

    @Test
    void aPageToTheByte() {
        String epoch = publish("a\"b").epoch();
        Reply page = get(messages(channel));

        String time = page.json().at("/messages/0/time").asString();
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).contains("application/json");
        assertThat(page.text())
                .isEqualTo(("{\"channel\":\"%s\",\"epoch\":\"%s\",\"offset\":1,\"recovered\":true,\"messages\":["
                                + "{\"offset\":1,\"time\":\"%s\",\"contentType\":\"text/plain\",\"data\":\"a\\\"b\"}]}")
                        .formatted(channel, epoch, time));
        assertThat(time).matches("2026-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
    }

    @Test
    void aChannelThatNobodyUsedIsEmpty() {
        Reply page = get(messages(channel));

        assertThat(page.text())
                .isEqualTo("{\"channel\":\"%s\",\"epoch\":\"%s\",\"offset\":0,\"recovered\":true,\"messages\":[]}"
                        .formatted(channel, page.epoch()));
        assertThat(publish("1").epoch()).isEqualTo(page.epoch());
    }

    @Test
    void theNewestHundredAreKept() {
        String epoch = "";
        for (int i = 1; i <= 103; i++) {
            epoch = publish("" + i).epoch();
        }

        Reply page = get(messages(channel) + "?limit=1000");
        assertThat(data(page)).hasSize(100).startsWith("4").endsWith("103");
        assertThat(get("/v1/channels/" + channel).json().at("/history/messages").asInt())
                .isEqualTo(100);
        assertThat(data(get(messages(channel))))
                .as("100 is the default limit as well")
                .hasSize(100);
        assertPage(get(messages(channel) + "?limit=1&after=" + epoch + ":3"), true, 4, "4");
        assertPage(get(messages(channel) + "?limit=1&after=" + epoch + ":2"), false, 4, "4");
    }

    @Test
    void eachIsKeptForFiveMinutes() {
        publish("1");
        service().advance(Duration.ofMinutes(4));
        publish("2");
        service().advance(Duration.ofMinutes(1).minusMillis(1));
        assertThat(data(get(messages(channel)))).containsExactly("1", "2");

        service().advance(Duration.ofMillis(1));
        assertThat(data(get(messages(channel)))).containsExactly("2");

        service().advance(Duration.ofMinutes(4));
        assertThat(data(get(messages(channel)))).isEmpty();
    }

    @Test
    void rulesGoByTheName() {
        String brief = newChannel("short");
        String none = newChannel("a-none-b");
        String fleeting = newChannel("fleeting");
        for (int i = 1; i <= 5; i++) {
            publish(brief, "" + i);
            publish(none, "" + i);
            publish(fleeting, "" + i);
        }

        assertPage(get(messages(brief)), true, 5, "3", "4", "5");
        assertPage(get(messages(none)), true, 5);
        assertThat(data(get(messages(fleeting)))).hasSize(5);
        service().advance(Duration.ofSeconds(10));
        assertThat(data(get(messages(fleeting)))).isEmpty();
        assertThat(data(get(messages(brief)))).hasSize(3);
    }

    @Test
    void pageByPage() {
        for (int i = 1; i <= 5; i++) {
            publish("" + i);
        }

        Reply first = get(messages(channel) + "?limit=2");
        Reply second = get(messages(channel) + "?limit=2&after=" + first.cursor());
        Reply third = get(messages(channel) + "?limit=2&after=" + second.cursor());
        Reply fourth = get(messages(channel) + "?limit=2&after=" + third.cursor());

        assertPage(first, true, 2, "1", "2");
        assertPage(second, true, 4, "3", "4");
        assertPage(third, true, 5, "5");
        assertPage(fourth, true, 5);
    }

    /** The truth about a gap: in range, trimmed, cleared, another epoch, ahead of the top. */
    @Test
    void recoveredTellsTheTruth() {
        String brief = newChannel("short");
        String epoch = "";
        for (int i = 1; i <= 5; i++) {
            epoch = publish(brief, "" + i).epoch();
        }
        String after = messages(brief) + "?after=" + epoch;

        assertPage(get(after + ":2"), true, 5, "3", "4", "5");
        assertPage(get(after + ":4"), true, 5, "5");
        assertPage(get(after + ":5"), true, 5);
        assertPage(get(after + ":1"), false, 5, "3", "4", "5");
        assertPage(get(after + ":0"), false, 5, "3", "4", "5");
        assertPage(get(after + ":6"), false, 5, "3", "4", "5");
        assertPage(get(messages(brief) + "?after=other:4"), false, 5, "3", "4", "5");

        Reply cleared = http("DELETE", messages(brief), new byte[0]);
        assertThat(cleared.status()).isEqualTo(204);
        assertThat(cleared.body()).isEmpty();
        assertThat(cleared.header("Content-Type")).isEmpty();
        assertPage(get(after + ":5"), true, 5);
        assertPage(get(after + ":4"), false, 5);
        publish(brief, "6");
        assertPage(get(after + ":5"), true, 6, "6");
        assertPage(get(after + ":4"), false, 6, "6");
    }

    @Test
    void aCursorThatOverflowsIsAheadOrInvalid() {
        String epoch = publish("1").epoch();

        assertPage(get(messages(channel) + "?after=" + epoch + ":999999999999999999"), false, 1, "1");
        assertProblem(get(messages(channel) + "?after=" + epoch + ":9223372036854775808"), ProblemCode.CURSOR_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "x:", ":1", "x:-1", "x:01", "x:1:2", "x%201:1", "x:1%0a", "%C3%BC:1"})
    void aCursorThatIsNoneIsRefused(String cursor) {
        Reply reply = get(messages(channel) + "?after=" + cursor);

        assertProblem(reply, ProblemCode.CURSOR_INVALID);
        assertThat(reply.json().get("expected").asString()).isEqualTo("epoch:offset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1001", "1.5", "ten", "%2B1", "1e2", "99999999999"})
    void aLimitOutOfRangeIsRefused(String limit) {
        Reply reply = get(messages(channel) + "?limit=" + limit);

        assertProblem(reply, ProblemCode.LIMIT_INVALID);
        assertThat(reply.json().get("expected").asString()).isEqualTo("1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "-1s", "1.5s", "301s", "6m", "PT6M", "-PT1S", "forever", "9999999999999h"})
    void aDurationOutOfRangeIsRefused(String wait) {
        Reply reply = get(messages(channel) + "?wait=" + wait);

        assertProblem(reply, ProblemCode.DURATION_INVALID);
        assertThat(reply.json().get("expected").asString()).isEqualTo("0s to 5m, as 500ms, 30s, 5m, 2h or ISO-8601");
    }

    @Test
    void unknownAndRepeatedParametersAreRefused() {
        assertProblem(
                get(messages(channel) + "?Limit=1"),
                ProblemCode.PARAMETER_UNKNOWN,
                "query parameter: Limit (expected: after, limit, wait)");
        assertProblem(
                get(messages(channel) + "?limit=1&limit=1"),
                ProblemCode.PARAMETER_REPEATED,
                "limit: 1, 1 (expected: one value)");
        assertProblem(
                http("DELETE", messages(channel) + "?x=1", new byte[0]),
                ProblemCode.PARAMETER_UNKNOWN,
                "query parameter: x (expected: none)");
    }

    private static void assertPage(Reply page, boolean recovered, long offset, String... data) {
        assertThat(page.status()).as("%s", page).isEqualTo(200);
        assertThat(data(page)).containsExactly(data);
        assertThat(page.json().get("recovered").asBoolean()).isEqualTo(recovered);
        assertThat(page.offset()).isEqualTo(offset);
    }

    static List<String> data(Reply page) {
        return StreamSupport.stream(page.json().get("messages").spliterator(), false)
                .map(message -> message.get("data").asString())
                .toList();
    }
}
