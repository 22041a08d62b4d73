package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class IdempotencyContract extends Contract {

    @Test
    void aRetryReturnsTheFirstAnswer() {
        Reply first = publishWithKey("x", "k");
        publish("between");
        Reply second = publishWithKey("x", "k");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Idempotency-Replayed")).contains("true");
        assertThat(get("/v1/channels/" + channel).offset()).isEqualTo(2);
    }

    @Test
    void theSameKeyOnAnotherChannelIsAnotherKey() {
        publishWithKey("x", "k");

        assertThat(post(messages(newChannel("other")), "text/plain", "y", "Idempotency-Key", "k")
                        .header("Idempotency-Replayed"))
                .isEmpty();
    }

    @Test
    void anotherBodyUnderTheSameKeyIsRefused() {
        publishWithKey("x", "k");

        assertProblem(publishWithKey("y", "k"), ProblemCode.IDEMPOTENCY_KEY_REUSED);
        assertProblem(
                post(messages(channel), "text/html", "x", "Idempotency-Key", "k"), ProblemCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(get("/v1/channels/" + channel).offset()).isEqualTo(1);
    }

    @Test
    void aKeyIsForgottenAfterFiveMinutes() {
        publishWithKey("x", "k");
        service().advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(publishWithKey("x", "k").header("Idempotency-Replayed")).contains("true");

        service().advance(Duration.ofMillis(1));

        Reply anew = publishWithKey("y", "k");
        assertThat(anew.status()).isEqualTo(201);
        assertThat(anew.offset()).isEqualTo(2);
    }

    @Test
    void retriesAtTheSameMomentPublishOnce() throws Exception {
        Callable<Reply> retry = () -> publishWithKey("x", "k");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> replies =
                    threads.invokeAll(Stream.generate(() -> retry).limit(20).toList());
            long replayed = 0;
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().offset()).isEqualTo(1);
                replayed += reply.get().header("Idempotency-Replayed").isPresent() ? 1 : 0;
            }
            assertThat(replayed).isEqualTo(19);
        }
        assertThat(get("/v1/channels/" + channel).offset()).isEqualTo(1);
    }

    @Test
    void aRetriedBatchPublishesWhatItHasNotYet() {
        String one = "{\"channel\":\"%s\",\"data\":1}".formatted(channel);
        String two = "{\"channel\":\"%s\",\"data\":2}".formatted(channel);
        Reply first = batchWithKey("{\"messages\":[" + one + "," + one + "]}");
        Reply again = batchWithKey("{\"messages\":[" + one + "," + one + "," + two + "]}");

        assertThat(first.json().get("results"))
                .extracting(result -> result.get("offset").asInt())
                .containsExactly(1, 2);
        assertThat(again.json().get("results"))
                .extracting(result -> result.get("offset").asInt())
                .containsExactly(1, 2, 3);
        assertThat(batchWithKey("{\"messages\":[" + two + "]}")
                        .json()
                        .at("/results/0/problem/code")
                        .asString())
                .isEqualTo("idempotency_key_reused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\tb", "ü"})
    void aKeyIsVisibleAscii(String key) {
        assertProblem(
                raw("POST " + messages(channel) + " HTTP/1.1\r\nHost: a\r\nIdempotency-Key: " + key
                        + "\r\nContent-Length: 1\r\n\r\nx"),
                ProblemCode.IDEMPOTENCY_KEY_INVALID);
    }

    @Test
    void anEmptyOrTooLongOrRepeatedKeyIsRefused() {
        assertProblem(publishWithKey("x", ""), ProblemCode.IDEMPOTENCY_KEY_INVALID);
        assertProblem(publishWithKey("x", "k".repeat(256)), ProblemCode.IDEMPOTENCY_KEY_INVALID);
        assertProblem(
                post(messages(channel), "text/plain", "x", "Idempotency-Key", "k", "Idempotency-Key", "k"),
                ProblemCode.IDEMPOTENCY_KEY_INVALID);
    }

    private Reply publishWithKey(String body, String key) {
        return post(messages(channel), "text/plain", body, "Idempotency-Key", key);
    }

    private Reply batchWithKey(String body) {
        return post("/v1/messages", "application/json", body, "Idempotency-Key", "k");
    }
}
