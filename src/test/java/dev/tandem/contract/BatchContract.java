package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

abstract class BatchContract extends Contract {

    @Test
    void oneResultForEachInOrder() {
        String other = newChannel("other");
        Reply reply = batch("""
                {"messages":[
                  {"channel":"%1$s","data":{"n":1}},
                  {"channel":"%2$s","data":"text","contentType":"text/plain"},
                  {"channel":"%1$s","data":"aGk=","contentType":"image/png"}]}""".formatted(channel, other));

        assertThat(reply.status()).isEqualTo(200);
        JsonNode results = reply.json().get("results");
        assertThat(reply.text())
                .isEqualTo(("{\"results\":[{\"channel\":\"%1$s\",\"epoch\":\"%2$s\",\"offset\":1},"
                                + "{\"channel\":\"%3$s\",\"epoch\":\"%4$s\",\"offset\":1},"
                                + "{\"channel\":\"%1$s\",\"epoch\":\"%2$s\",\"offset\":2}]}")
                        .formatted(
                                channel,
                                results.get(0).get("epoch").asString(),
                                other,
                                results.get(1).get("epoch").asString()));
        JsonNode messages = get(messages(channel)).json().get("messages");
        assertThat(messages.get(0).get("data").get("n").asInt()).isEqualTo(1);
        assertThat(messages.get(1).get("data").asString()).isEqualTo("aGk=");
        assertThat(messages.get(1).get("contentType").asString()).isEqualTo("image/png");
        assertThat(get(messages(other)).text()).contains("\"contentType\":\"text/plain\",\"data\":\"text\"");
    }

    @Test
    void whatCannotBePublishedFailsAlone() {
        Reply reply = batch("""
                {"messages":[
                  {"channel":"a b","data":1},
                  {"channel":"\\ud800","data":1},
                  {"channel":"%1$s","data":1,"contentType":"text/plain"},
                  {"channel":"%1$s","data":"!","contentType":"image/png"},
                  {"channel":"%1$s","data":1,"contentType":"nonsense"},
                  {"channel":"%1$s","data":"\\ud800","contentType":"text/plain"},
                  {"channel":"%1$s","data":1}]}""".formatted(channel));

        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        JsonNode results = reply.json().get("results");
        assertThat(results)
                .extracting(result -> result.at("/problem/code").asString(""))
                .containsExactly(
                        "channel_name_invalid",
                        "channel_name_invalid",
                        "field_invalid",
                        "field_invalid",
                        "content_type_invalid",
                        "field_invalid",
                        "");
        assertThat(results.get(0).toString()).isEqualTo("""
                        {"channel":"a b","problem":{"type":"urn:tandem:problem:channel_name_invalid","title":"Invalid channel name",\
                        "status":400,"code":"channel_name_invalid","detail":"channel: a b (expected: 1 to 128 characters of \
                        A-Z a-z 0-9 . _ ~ : @ -)","value":"a b","expected":"1 to 128 characters of A-Z a-z 0-9 . _ ~ : @ -"}}""");
        assertThat(results.get(6).get("offset").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | FIELD_INVALID",
                "{} | FIELD_MISSING",
                "{\"messages\":1} | FIELD_INVALID",
                "{\"messages\":[],\"more\":1} | FIELD_UNKNOWN",
                "{\"messages\":[{\"channel\":\"a\",\"data\":1,\"x\":1}]} | FIELD_UNKNOWN",
                "{\"messages\":[{\"channel\":\"a\"}]} | FIELD_MISSING",
                "{\"messages\":[{\"data\":1}]} | FIELD_MISSING",
                "{\"messages\":[{\"channel\":null,\"data\":1}]} | FIELD_INVALID",
                "{\"messages\":[} | JSON_MALFORMED",
                "{\"messages\":[]}x | JSON_MALFORMED",
                "`` | JSON_MALFORMED"
            })
    void aBodyOfAnotherShapeIsRefusedAsAWhole(String body, ProblemCode code) {
        assertProblem(batch(body), code);
    }

    @Test
    void nothingOfARefusedBodyIsPublished() {
        assertProblem(
                batch("{\"messages\":[{\"channel\":\"%s\",\"data\":1},{\"channel\":1,\"data\":1}]}".formatted(channel)),
                ProblemCode.FIELD_INVALID,
                "messages[1].channel: 1 (expected: a string)");

        assertProblem(get("/v1/channels/" + channel), ProblemCode.CHANNEL_UNKNOWN);
    }

    @Test
    void anEmptyBatchHasNoResults() {
        assertThat(batch("{\"messages\":[]}").text()).isEqualTo("{\"results\":[]}");
    }

    @Test
    void onlyJsonIsABatch() {
        assertProblem(
                post("/v1/messages", "text/plain", "{\"messages\":[]}"),
                ProblemCode.CONTENT_TYPE_UNSUPPORTED,
                "Content-Type: text/plain (expected: application/json)");
        assertProblem(
                http("POST", "/v1/messages", "{\"messages\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                ProblemCode.CONTENT_TYPE_UNSUPPORTED);
        assertThat(post("/v1/messages", "Application/JSON; charset=utf-8", "{\"messages\":[]}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aThousandMessagesAreTakenAndOneMoreIsNot() {
        assertThat(batch(batchOf(1000)).json().get("results")).hasSize(1000);
        assertProblem(
                batch(batchOf(1001)), ProblemCode.BATCH_TOO_LARGE, "messages: more than 1000 (expected: at most 1000)");
        assertThat(get("/v1/channels/" + channel).offset()).isEqualTo(1000);
    }

    private String batchOf(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"channel\":\"%s\",\"data\":%d}".formatted(channel, i))
                .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
    }

    private Reply batch(String body) {
        return post("/v1/messages", "application/json", body);
    }
}
