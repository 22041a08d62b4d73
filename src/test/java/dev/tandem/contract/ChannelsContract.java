package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is known of channels. */
abstract class ChannelsContract extends Contract {
    private static final String NOBODY = "{\"sse\":0,\"ndjson\":0,\"websocket\":0,\"long-poll\":0}";

    @Test
    void stateToTheByte() {
        String epoch = publish("12345").epoch();
        publish("67");

        Reply state = get("/v1/channels/" + channel);
        assertThat(state.status()).isEqualTo(200);
        assertThat(state.header("Content-Type")).contains("application/json");
        assertThat(state.text())
                .isEqualTo(
                        ("{\"channel\":\"%s\",\"epoch\":\"%s\",\"offset\":2,\"history\":{\"messages\":2,\"bytes\":7},"
                                        + "\"subscribers\":{\"event-loop\":%s,\"virtual-thread\":%s}}")
                                .formatted(channel, epoch, NOBODY, NOBODY));
    }

    @Test
    void subscribersAreCountedByModelAndTransport() {
        events("").event();
        webSocket("");
        webSocket("");
        events("", "Accept: application/x-ndjson");
        connect().send("GET " + messages(channel) + "?wait=1m HTTP/1.1\r\nHost: a\r\n\r\n");
        eventually()
                .untilAsserted(() -> assertThat(service().subscribers(channel)).isEqualTo(5));

        Reply state = get("/v1/channels/" + channel);

        assertThat(state.json().at("/subscribers/" + model().text()).toString())
                .isEqualTo("{\"sse\":1,\"ndjson\":1,\"websocket\":2,\"long-poll\":1}");
        Model other = model() == Model.EVENT_LOOP ? Model.VIRTUAL_THREAD : Model.EVENT_LOOP;
        assertThat(state.json().at("/subscribers/" + other.text()).toString()).isEqualTo(NOBODY);
    }

    @Test
    void aChannelThatNobodyUsesIsUnknown() {
        assertProblem(
                get("/v1/channels/" + channel),
                ProblemCode.CHANNEL_UNKNOWN,
                "channel: " + channel + " (expected: a channel that is in use)");
        assertThat(http("DELETE", messages(channel), new byte[0]).status()).isEqualTo(204);
        assertProblem(get("/v1/channels/" + channel), ProblemCode.CHANNEL_UNKNOWN);
    }

    @Test
    void channelsAreListedByNamePageByPage() {
        String prefix = newChannel("list") + ".";
        for (String name : new String[] {"c", "a", "b", "B"}) {
            publish(prefix + name, "x");
        }
        String query = "/v1/channels?prefix=" + prefix;

        Reply all = get(query);
        assertThat(all.json().get("channels"))
                .extracting(state -> state.get("channel").asString())
                .containsExactly(prefix + "B", prefix + "a", prefix + "b", prefix + "c");
        assertThat(all.json().has("next")).isFalse();
        assertThat(all.json().get("channels").get(0).toString())
                .isEqualTo(get("/v1/channels/" + prefix + "B").text());

        Reply first = get(query + "&limit=3");
        assertThat(first.json().get("channels")).hasSize(3);
        assertThat(first.json().get("next").asString()).isEqualTo(prefix + "b");
        Reply second = get(query + "&limit=3&after=" + prefix + "b");
        assertThat(second.json().get("channels")).hasSize(1);
        assertThat(second.json().has("next")).isFalse();
        assertThat(get("/v1/channels?prefix=nobody.has.this").text()).isEqualTo("{\"channels\":[]}");
    }

    @Test
    void aListThatIsAskedForWronglyIsRefused() {
        assertProblem(get("/v1/channels?limit=0"), ProblemCode.LIMIT_INVALID);
        assertProblem(get("/v1/channels?limit=1001"), ProblemCode.LIMIT_INVALID);
        assertProblem(get("/v1/channels?after=a%20b"), ProblemCode.CHANNEL_NAME_INVALID);
        assertProblem(
                get("/v1/channels?offset=1"),
                ProblemCode.PARAMETER_UNKNOWN,
                "query parameter: offset (expected: after, limit, prefix)");
        assertProblem(get("/v1/channels?prefix=a&prefix=b"), ProblemCode.PARAMETER_REPEATED);
        assertProblem(get("/v1/channels/" + channel + "?x"), ProblemCode.PARAMETER_UNKNOWN);
    }

    @Test
    void aChannelThatHoldsNothingIsForgottenAndComesBackWithAnotherEpoch() {
        String idle = newChannel("x-none");
        Reply before = publish(idle, "1");
        service().advance(Duration.ofSeconds(30));
        EventClient events = stream("/v1/channels/" + idle + "/events");
        assertThat(events.event()).isEqualTo("id: " + before.cursor() + "\n\n");
        service().advance(Duration.ofMinutes(2));
        assertThat(get("/v1/channels/" + idle).cursor()).isEqualTo(before.cursor());
        events.close();
        eventually().untilAsserted(() -> assertThat(service().subscribers(idle)).isZero());

        service().advance(Duration.ofSeconds(59));
        assertThat(get("/v1/channels/" + idle).status()).isEqualTo(200);
        service().advance(Duration.ofSeconds(2));
        assertProblem(get("/v1/channels/" + idle), ProblemCode.CHANNEL_UNKNOWN);

        Reply page = get(messages(idle) + "?after=" + before.cursor());
        assertThat(page.json().get("recovered").asBoolean()).isFalse();
        assertThat(page.epoch()).isNotEqualTo(before.epoch());
        assertThat(page.offset()).isZero();
    }
}
