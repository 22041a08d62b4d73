package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Set once, and everyone who waits goes on. */
abstract class FlagContract extends Contract {
    private final String flag = newChannel("flag");
    private final String target = "/v1/flags/" + flag;

    private Reply put(String query, String json, String... headers) {
        if (json.isEmpty()) {
            return http("PUT", target + query, new byte[0], headers);
        }
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return http("PUT", target + query, json.getBytes(UTF_8), all);
    }

    private String set(String json) {
        Reply reply = put("", json);
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return reply.header("ETag").orElseThrow();
    }

    private Reply delete(String... headers) {
        return http("DELETE", target, new byte[0], headers);
    }

    private RawConnection waiter(String query, String... fields) {
        int before = service().waitingForFlags();
        RawConnection waiting = connect().send(streamRequest(target + query, fields));
        eventually().untilAsserted(() -> assertThat(service().waitingForFlags()).isEqualTo(before + 1));
        return waiting;
    }

    private String unset() {
        return "{\"flag\":\"%s\",\"set\":false}".formatted(flag);
    }

    @Test
    void aFlagIsSetReadAndClearedToTheByte() {
        Reply nothing = get(target);
        assertThat(nothing.status()).isEqualTo(200);
        assertThat(nothing.header("Content-Type")).contains("application/json");
        assertThat(nothing.header("ETag")).isEmpty();
        assertThat(nothing.text()).isEqualTo(unset());

        Reply set = put("", "{\"x\": [1, null]}");
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.header("Content-Type")).contains("application/json");
        assertThat(set.header("ETag")).hasValueSatisfying(tag -> assertThat(tag).matches("\"[0-9a-z]{13}:[0-9]+\""));
        assertThat(set.text()).isEqualTo("{\"flag\":\"%s\",\"set\":true,\"value\":{\"x\": [1, null]}}".formatted(flag));

        Reply read = get(target);
        assertThat(read.text()).isEqualTo(set.text());
        assertThat(read.header("ETag")).isEqualTo(set.header("ETag"));

        Reply cleared = delete();
        assertThat(cleared.status()).isEqualTo(204);
        assertThat(cleared.body()).isEmpty();
        assertThat(get(target).text()).isEqualTo(unset());
        assertThat(delete().status()).isEqualTo(204);
    }

    @Test
    void aFlagNeedsNoValue() {
        Reply set = put("", "");

        assertThat(set.text()).isEqualTo("{\"flag\":\"%s\",\"set\":true}".formatted(flag));
        assertThat(get(target).text()).isEqualTo(set.text());
        assertThat(put("", "null").text()).isEqualTo("{\"flag\":\"%s\",\"set\":true,\"value\":null}".formatted(flag));
    }

    @Test
    void theHeadOfAFlag() {
        String tag = set("1");

        RawConnection connection = connect().send("HEAD " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        Reply head = connection.head();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("ETag")).contains(tag);
        assertThat(head.header("Content-Length")).contains("" + get(target).body().length);
        connection.send("HEAD " + target + " HTTP/1.1\r\nHost: a\r\nIf-None-Match: " + tag + "\r\n\r\n");
        Reply known = connection.head();
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.headers()).doesNotContainKeys("Content-Length", "Content-Type", "Transfer-Encoding");
        connection.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(connection.reply().text()).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void noTagComesTwice() {
        String first = set("1");
        String second = set("1");
        delete();
        String third = set("1");

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    }

    @Test
    void whatIsKnownIsNotToldAgain() {
        String tag = set("1");

        RawConnection connection = connect().send(streamRequest(target, "If-None-Match: " + tag));
        Reply known = connection.head();
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.header("ETag")).contains(tag);
        assertThat(known.header("Tandem-Model")).contains(model().text());
        assertThat(known.headers()).doesNotContainKeys("Content-Length", "Content-Type", "Transfer-Encoding");
        connection.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(connection.reply().text()).as("no body came between").isEqualTo("{\"status\":\"live\"}");

        assertThat(get(target, "If-None-Match", "\"x\", W/" + tag).status()).isEqualTo(304);
        assertThat(get(target, "If-None-Match", "*").status()).isEqualTo(304);
        assertThat(get(target, "If-None-Match", "\"x\"").status()).isEqualTo(200);
        String newer = set("2");
        assertThat(get(target, "If-None-Match", tag).header("ETag")).contains(newer);
        delete();
        assertThat(get(target, "If-None-Match", newer).text()).isEqualTo(unset());
        assertThat(get(target, "If-None-Match", "*").text()).isEqualTo(unset());
    }

    @Test
    void onlyTheFirstOneSetsAFlagThatMustNotBeSet() {
        Reply first = put("", "1", "If-None-Match", "*");
        Reply second = put("", "2", "If-None-Match", "*");

        assertThat(first.status()).isEqualTo(200);
        assertProblem(
                second,
                ProblemCode.PRECONDITION_FAILED,
                "If-None-Match: the entity tag is " + first.header("ETag").orElseThrow());
        assertThat(get(target).json().get("value").asInt()).isEqualTo(1);
        delete();
        assertThat(put("", "3", "If-None-Match", "*").status()).isEqualTo(200);
    }

    @Test
    void aChangeIsMadeToWhatTheClientHasSeenAndToNothingElse() {
        assertProblem(
                put("", "1", "If-Match", "*"),
                ProblemCode.PRECONDITION_FAILED,
                "If-Match: there is no entity tag, as it is not set");
        String first = set("1");
        String second =
                put("", "2", "If-Match", "\"x\", " + first).header("ETag").orElseThrow();
        assertProblem(put("", "3", "If-Match", first), ProblemCode.PRECONDITION_FAILED);
        assertProblem(put("", "3", "If-Match", "W/" + second), ProblemCode.PRECONDITION_FAILED);
        assertProblem(put("", "3", "If-None-Match", "W/" + second), ProblemCode.PRECONDITION_FAILED);
        assertProblem(delete("If-Match", first), ProblemCode.PRECONDITION_FAILED);
        assertProblem(delete("If-None-Match", second), ProblemCode.PRECONDITION_FAILED);
        assertProblem(get(target, "If-Match", first), ProblemCode.PRECONDITION_FAILED);
        assertProblem(get(target + "?wait=1m", "If-Match", first), ProblemCode.PRECONDITION_FAILED);
        assertThat(get(target, "If-Match", second).json().get("value").asInt()).isEqualTo(2);

        assertThat(delete("If-Match", second).status()).isEqualTo(204);
        assertProblem(delete("If-Match", second), ProblemCode.PRECONDITION_FAILED);
        assertThat(delete("If-None-Match", "*").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "\"a", "*, \"a\"", "\"a\" \"b\"", "w/\"a\"", "\"a b\""})
    void tagsThatAreNoneAreRefused(String tags) {
        for (String field : List.of("If-Match", "If-None-Match")) {
            for (String method : List.of("GET", "PUT", "DELETE")) {
                Reply reply = raw(method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + field + ": " + tags + "\r\n"
                        + (method.equals("PUT") ? "Content-Length: 0\r\n\r\n" : "\r\n"));
                assertProblem(
                        reply,
                        ProblemCode.ETAG_INVALID,
                        field + ": " + tags + " (expected: * or a list of entity tags (RFC 9110, 8.8.3))");
            }
        }
        assertThat(get(target).text()).isEqualTo(unset());
    }

    @Test
    void settingWakesEveryoneAtOnceThroughBothModels() {
        List<RawConnection> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(waiter("?wait=5m"));
        }
        Model other = model() == Model.EVENT_LOOP ? Model.VIRTUAL_THREAD : Model.EVENT_LOOP;
        for (int i = 0; i < 5; i++) {
            waiting.add(closeLater(new RawConnection(service().port(other))).send(streamRequest(target + "?wait=5m")));
        }
        eventually().untilAsserted(() -> assertThat(service().waitingForFlags()).isEqualTo(25));

        String tag = set("\"go\"");

        for (RawConnection one : waiting) {
            Reply reply = one.reply();
            assertThat(reply.text()).isEqualTo("{\"flag\":\"%s\",\"set\":true,\"value\":\"go\"}".formatted(flag));
            assertThat(reply.header("ETag")).contains(tag);
        }
        assertThat(service().waitingForFlags()).isZero();
    }

    @Test
    void whatIsSetIsAnsweredAtOnce() {
        set("1");
        assertThat(get(target + "?wait=5m").json().get("value").asInt()).isEqualTo(1);
        assertThat(get(target + "?wait=5m", "If-None-Match", "\"x\"")
                        .json()
                        .get("value")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void whoeverKnowsASettingWaitsForTheNext() {
        String tag = set("1");
        RawConnection waiting = waiter("?wait=5m", "If-None-Match: " + tag);
        delete();
        put("", "2");

        assertThat(waiting.reply().json().get("value").asInt()).isEqualTo(2);
    }

    @Test
    void theEndOfTheWaitIsTheFlagAsItIs() {
        RawConnection first = waiter("?wait=30s");
        service().advance(Duration.ofSeconds(30));
        Reply unset = first.reply();
        assertThat(unset.status()).isEqualTo(200);
        assertThat(unset.text()).isEqualTo(unset());

        String tag = set("1");
        RawConnection second = waiter("?wait=30s", "If-None-Match: " + tag);
        service().advance(Duration.ofSeconds(30));
        assertThat(second.head().status()).isEqualTo(304);

        RawConnection third = waiter("?wait=30s", "If-None-Match: " + tag);
        delete();
        service().advance(Duration.ofSeconds(30));
        assertThat(third.reply().text()).isEqualTo(unset());
        third.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(third.reply().text()).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void aClientThatHangsUpIsGone() {
        waiter("?wait=5m").close();
        eventually().untilAsserted(() -> assertThat(service().waitingForFlags()).isZero());
        waiter("?wait=5m").reset();

        eventually().untilAsserted(() -> assertThat(service().waitingForFlags()).isZero());
        assertThat(get("/v1/flags?prefix=" + flag).text()).isEqualTo("{\"flags\":[]}");
    }

    @Test
    void aFlagClearsItselfWhenItsTimeIsOver() {
        put("?ttl=10s", "1");
        RawConnection next = waiter("?wait=1m", "If-None-Match: *");
        service().advance(Duration.ofSeconds(10).minusMillis(1));
        assertThat(get(target).json().get("set").asBoolean()).isTrue();

        service().advance(Duration.ofMillis(1));

        assertThat(get(target).text()).isEqualTo(unset());
        next.close();
    }

    @Test
    void ofManyWhoSetItOnTheConditionThatItIsNotSetOneDoes() throws Exception {
        for (int round = 0; round < 10; round++) {
            List<Callable<Integer>> setters = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int port = service().port(Model.values()[i % 2]);
                String value = Integer.toString(i);
                setters.add(() -> {
                    try (RawConnection connection = new RawConnection(port)) {
                        return connection
                                .send("PUT %s HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n".formatted(target)
                                        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                                .formatted(value.length(), value))
                                .reply()
                                .status();
                    }
                });
            }
            List<Integer> statuses = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Integer> status : threads.invokeAll(setters)) {
                    statuses.add(status.get());
                }
            }
            assertThat(statuses).containsOnlyOnce(200);
            assertThat(statuses).filteredOn(status -> status == 412).hasSize(11);
            delete();
        }
    }

    @Test
    void flagsAreListedByNamePageByPage() {
        String prefix = flag + ".";
        for (String name : new String[] {"c", "a", "b"}) {
            http("PUT", "/v1/flags/" + prefix + name, new byte[0]);
        }
        connect().send(streamRequest("/v1/flags/" + prefix + "B?wait=1m"));
        eventually().untilAsserted(() -> assertThat(service().waitingForFlags()).isEqualTo(1));
        String query = "/v1/flags?prefix=" + prefix;

        assertThat(get(query + "&limit=2").text())
                .isEqualTo(("{\"flags\":[{\"flag\":\"%1$sB\",\"set\":false,\"waiting\":1},"
                                + "{\"flag\":\"%1$sa\",\"set\":true,\"waiting\":0}],\"next\":\"%1$sa\"}")
                        .formatted(prefix));
        assertThat(get(query + "&after=" + prefix + "a").text())
                .isEqualTo(("{\"flags\":[{\"flag\":\"%1$sb\",\"set\":true,\"waiting\":0},"
                                + "{\"flag\":\"%1$sc\",\"set\":true,\"waiting\":0}]}")
                        .formatted(prefix));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "GET    | /v1/flags/a%20b          | FLAG_NAME_INVALID",
                "PUT    | /v1/flags/a,b            | FLAG_NAME_INVALID",
                "DELETE | /v1/flags/%2e%2e         | FLAG_NAME_INVALID",
                "GET    | /v1/flags?after=a%20b    | FLAG_NAME_INVALID",
                "GET    | /v1/flags?prefix=a%20b   | FLAG_NAME_INVALID",
                "GET    | /v1/flags/%ff            | REQUEST_MALFORMED",
                "GET    | /v1/flags/a?wait=6m      | DURATION_INVALID",
                "GET    | /v1/flags/a?wait=x       | DURATION_INVALID",
                "GET    | /v1/flags/a?wait=1s&wait=1s | PARAMETER_REPEATED",
                "GET    | /v1/flags/a?ttl=1s       | PARAMETER_UNKNOWN",
                "PUT    | /v1/flags/a?ttl=0s       | DURATION_INVALID",
                "PUT    | /v1/flags/a?ttl=25h      | DURATION_INVALID",
                "PUT    | /v1/flags/a?ttl=1s&ttl=2s | PARAMETER_REPEATED",
                "PUT    | /v1/flags/a?wait=1s      | PARAMETER_UNKNOWN",
                "DELETE | /v1/flags/a?wait=1s      | PARAMETER_UNKNOWN",
                "GET    | /v1/flags?limit=0        | LIMIT_INVALID",
                "GET    | /v1/flags?limit=1&limit=1 | PARAMETER_REPEATED",
                "POST   | /v1/flags/a              | METHOD_NOT_ALLOWED",
                "PUT    | /v1/flags                | METHOD_NOT_ALLOWED",
                "GET    | /v1/flags/               | ROUTE_UNKNOWN",
            })
    void whatIsWrongIsRefused(String method, String wrong, ProblemCode code) {
        assertProblem(http(method, wrong, new byte[0]), code);
    }

    @Test
    void whatIsExpectedOfATimeIsTold() {
        assertProblem(
                put("?ttl=0s", ""),
                ProblemCode.DURATION_INVALID,
                "ttl: 0s (expected: 1ms to 24h, as 500ms, 30s, 5m, 2h or ISO-8601)");
        assertProblem(
                get(target + "?wait=301s"),
                ProblemCode.DURATION_INVALID,
                "wait: 301s (expected: 0s to 5m, as 500ms, 30s, 5m, 2h or ISO-8601)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "application/json | {        | JSON_MALFORMED",
                "application/json | 1 2      | JSON_MALFORMED",
                "application/json; charset=utf-8 | {\"a\":} | JSON_MALFORMED",
                "application/json |          | JSON_MALFORMED",
                "text/plain       | 1        | CONTENT_TYPE_UNSUPPORTED",
                "text/plain       |          | CONTENT_TYPE_UNSUPPORTED",
                "application/vnd.api+json | 1 | CONTENT_TYPE_UNSUPPORTED",
            })
    void aValueThatIsNoneIsRefused(String type, @Nullable String body, ProblemCode code) {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(UTF_8);

        assertProblem(http("PUT", target, bytes, "Content-Type", type), code);
        assertThat(get(target).text()).isEqualTo(unset());
    }

    @Test
    void aValueWithoutATypeOrInAnEncodingIsRefused() {
        assertProblem(
                raw("PUT " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1"),
                ProblemCode.CONTENT_TYPE_UNSUPPORTED,
                "Content-Type:  (expected: application/json)");
        assertProblem(put("", "1", "Content-Encoding", "gzip"), ProblemCode.CONTENT_ENCODING_UNSUPPORTED);
    }

    @Test
    void aValueIsNoLargerThanAllowed() {
        String largest = "\"" + "x".repeat(64 * 1024 - 2) + "\"";
        assertThat(put("", largest).status()).isEqualTo(200);
        assertThat(get(target).json().get("value").asString()).hasSize(64 * 1024 - 2);

        assertProblem(put("", largest + " "), ProblemCode.PAYLOAD_TOO_LARGE, "The body is larger than 65536 bytes");
        assertThat(get(target).json().get("value").asString()).hasSize(64 * 1024 - 2);
    }
}
