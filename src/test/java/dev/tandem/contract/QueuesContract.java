package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What queues take, in which order they give it back, and what is known of them. */
abstract class QueuesContract extends QueueClient {
    QueuesContract() {
        super("q");
    }

    @Test
    void whatIsPutIsAnsweredToTheByte() {
        Reply reply = put("hello");

        assertThat(reply.header("Content-Type")).contains("application/json");
        String id = reply.json().get("id").asString();
        assertThat(id).matches("[0-9a-z]{13}:[0-9]+");
        assertThat(reply.text()).isEqualTo("{\"queue\":\"%s\",\"id\":\"%s\"}".formatted(queue, id));
    }

    @Test
    void whatIsClaimedIsAsItWasPut() {
        post(items(queue), "application/json", "{\"a\": [1, 2]}");
        post(items(queue), "text/plain", "gr\u00fcn");
        http("POST", items(queue), new byte[] {1, 2, 3}, "Content-Type", "image/png");
        http("POST", items(queue), new byte[0]);

        assertThat(claim().text()).contains("\"contentType\":\"application/json\",\"data\":{\"a\": [1, 2]}}}");
        assertThat(claim().text()).contains("\"contentType\":\"text/plain\",\"data\":\"gr\u00fcn\"}}");
        assertThat(claim().text()).contains("\"contentType\":\"image/png\",\"data\":\"AQID\"}}");
        assertThat(claim().text()).contains("\"contentType\":\"application/octet-stream\",\"data\":\"\"}}");
        assertThat(tryClaim(queue, "").status()).isEqualTo(204);
    }

    @Test
    void stateToTheByte() {
        put("12345");
        service().advance(Duration.ofSeconds(2));
        put("67");
        claim();

        Reply state = get("/v1/queues/" + queue);
        assertThat(state.status()).isEqualTo(200);
        assertThat(state.header("Content-Type")).contains("application/json");
        assertThat(state.text())
                .isEqualTo(("{\"queue\":\"%s\",\"order\":\"fifo\",\"depth\":1,\"leased\":1,\"moving\":0,\"bytes\":7,"
                                + "\"oldestAgeMillis\":2000,\"waiting\":{\"putters\":0,\"claimants\":0},"
                                + "\"limits\":{\"maxItems\":10000,\"maxBytes\":67108864,\"maxAttempts\":5,"
                                + "\"maxWaiters\":1000}}")
                        .formatted(queue));
    }

    @Test
    void theOrderIsTheOneOfTheConfiguration() {
        String lifo = newChannel("lifo");
        String priority = newChannel("priority");
        for (String text : List.of("1", "2", "3")) {
            put(text);
            put(lifo, text, "");
        }
        put(priority, "low", "?priority=1");
        put(priority, "high", "?priority=255");
        put(priority, "lowest", "");
        put(priority, "high too", "?priority=255");

        assertThat(allOf(queue)).containsExactly("1", "2", "3");
        assertThat(allOf(lifo)).containsExactly("3", "2", "1");
        assertThat(allOf(priority)).containsExactly("high", "high too", "low", "lowest");
    }

    private List<String> allOf(String name) {
        List<String> all = new ArrayList<>();
        for (Reply reply = tryClaim(name, ""); reply.status() == 200; reply = tryClaim(name, "")) {
            all.add(data(reply));
        }
        return all;
    }

    @Test
    void queuesAreListedByNamePageByPage() {
        String prefix = newChannel("list") + ".";
        for (String name : new String[] {"c", "a", "b", "B"}) {
            put(prefix + name, "x", "");
        }
        String query = "/v1/queues?prefix=" + prefix;

        Reply all = get(query);
        assertThat(all.json().get("queues"))
                .extracting(state -> state.get("queue").asString())
                .containsExactly(prefix + "B", prefix + "a", prefix + "b", prefix + "c");
        assertThat(all.json().has("next")).isFalse();
        assertThat(all.json().get("queues").get(0).toString())
                .isEqualTo(get("/v1/queues/" + prefix + "B").text());

        Reply first = get(query + "&limit=3");
        assertThat(first.json().get("queues")).hasSize(3);
        assertThat(first.json().get("next").asString()).isEqualTo(prefix + "b");
        Reply second = get(query + "&limit=3&after=" + prefix + "b");
        assertThat(second.json().get("queues")).hasSize(1);
        assertThat(second.json().has("next")).isFalse();
        assertThat(get("/v1/queues?prefix=nobody.has.this").text()).isEqualTo("{\"queues\":[]}");
    }

    @Test
    void aQueueThatNobodyUsesIsUnknown() {
        assertProblem(
                get("/v1/queues/" + queue),
                ProblemCode.QUEUE_UNKNOWN,
                "queue: " + queue + " (expected: a queue that is in use)");
        assertThat(tryClaim(queue, "").status()).isEqualTo(204);
        assertThat(http("DELETE", "/v1/queues/" + queue, new byte[0]).status()).isEqualTo(204);
        assertProblem(get("/v1/queues/" + queue), ProblemCode.QUEUE_UNKNOWN);
    }

    @Test
    void aQueueThatIsEmptyAndUnusedIsForgotten() {
        put("x");
        acknowledge(claim());
        service().advance(Duration.ofSeconds(59));
        assertThat(get("/v1/queues/" + queue).status()).isEqualTo(200);

        service().advance(Duration.ofSeconds(2));

        assertProblem(get("/v1/queues/" + queue), ProblemCode.QUEUE_UNKNOWN);
    }

    @Test
    void whoeverWaitsAtAQueueThatIsRemovedIsTold() {
        RawConnection claimant = claimant("?wait=5m");

        assertThat(http("DELETE", "/v1/queues/" + queue, new byte[0]).status()).isEqualTo(204);

        assertProblem(claimant.reply(), ProblemCode.QUEUE_REMOVED, "The queue " + queue + " has been removed");
        assertProblem(get("/v1/queues/" + queue), ProblemCode.QUEUE_UNKNOWN);
    }

    @Test
    void aRemovedQueueTakesItsItemsAndClaimsWithIt() {
        put("1");
        put("2");
        Reply claimed = claim();

        http("DELETE", "/v1/queues/" + queue, new byte[0]);

        assertProblem(acknowledge(claimed), ProblemCode.CLAIM_GONE);
        assertThat(tryClaim(queue, "").status()).isEqualTo(204);
    }

    @Test
    void whatIsAskedForWronglyIsRefused() {
        assertProblem(
                get("/v1/queues/a%20b"),
                ProblemCode.QUEUE_NAME_INVALID,
                "queue: a b (expected: 1 to 123 characters of A-Z a-z 0-9 . _ ~ : @ -)");
        assertProblem(post(items("a,b"), "text/plain", "x"), ProblemCode.QUEUE_NAME_INVALID);
        assertProblem(tryClaim("a".repeat(124), ""), ProblemCode.QUEUE_NAME_INVALID);
        assertProblem(http("DELETE", "/v1/queues/%2e", new byte[0]), ProblemCode.QUEUE_NAME_INVALID);
        assertProblem(get("/v1/queues?limit=0"), ProblemCode.LIMIT_INVALID);
        assertProblem(get("/v1/queues?limit=1001"), ProblemCode.LIMIT_INVALID);
        assertProblem(get("/v1/queues?after=a%20b"), ProblemCode.QUEUE_NAME_INVALID);
        assertProblem(
                get("/v1/queues?prefix=a%20b"),
                ProblemCode.QUEUE_NAME_INVALID,
                "prefix: a b (expected: 1 to 128 characters of A-Z a-z 0-9 . _ ~ : @ -)");
        assertProblem(
                get("/v1/queues?offset=1"),
                ProblemCode.PARAMETER_UNKNOWN,
                "query parameter: offset (expected: after, limit, prefix)");
        assertProblem(get("/v1/queues/" + queue + "?x"), ProblemCode.PARAMETER_UNKNOWN);
        assertProblem(
                post(items(queue) + "?lease=1m", "text/plain", "x"),
                ProblemCode.PARAMETER_UNKNOWN,
                "query parameter: lease (expected: priority, wait)");
        assertProblem(post(items(queue) + "?wait=6m", "text/plain", "x"), ProblemCode.DURATION_INVALID);
        assertProblem(post(items(queue) + "?wait=1s&wait=1s", "text/plain", "x"), ProblemCode.PARAMETER_REPEATED);
        for (String priority : List.of("256", "-1", "x", "")) {
            assertProblem(
                    post(items(queue) + "?priority=" + priority, "text/plain", "x"),
                    ProblemCode.PRIORITY_INVALID,
                    "priority: " + priority + " (expected: 0 to 255)");
        }
        assertProblem(
                post(items(queue) + "?priority=1", "text/plain", "x"),
                ProblemCode.PRIORITY_UNSUPPORTED,
                "priority: 1 (expected: none, as the order of this queue is fifo)");
        assertProblem(post(items(queue), "application/json", "{"), ProblemCode.JSON_MALFORMED);
        assertProblem(post(items(queue), "json", "x"), ProblemCode.CONTENT_TYPE_INVALID);
        assertProblem(
                post(items(queue), "text/plain", "x", "Content-Encoding", "gzip"),
                ProblemCode.CONTENT_ENCODING_UNSUPPORTED);
        assertProblem(
                http("POST", items(queue), new byte[256 * 1024 + 1]),
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than 262144 bytes");
        assertProblem(get(items(queue)), ProblemCode.METHOD_NOT_ALLOWED);
        assertProblem(get("/v1/queues/" + queue), ProblemCode.QUEUE_UNKNOWN);
    }
}
