package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Configured limits. */
abstract class LimitsContract extends Contract {
    @Override
    final Service service() {
        return Service.shared(Service.Variant.NARROW);
    }

    @BeforeEach
    void forgetEverything() {
        service().advance(Duration.ofMinutes(10));
        assertThat(service().hub().channelCount()).isZero();
        assertThat(service().flags().count()).isZero();
        assertThat(service().semaphores().count()).isZero();
    }

    @Test
    void thereAreNoMoreChannelsThanAllowed() {
        for (int i = 0; i < 5; i++) {
            publish("full-" + i, "x");
        }

        Reply refused = post(messages("full-5"), "text/plain", "x");
        assertProblem(
                refused,
                ProblemCode.CHANNEL_LIMIT_REACHED,
                "There are 5 channels already (tandem.channels.max-channels)");
        assertThat(refused.header("Retry-After")).contains("1");
        assertProblem(get(messages("full-5")), ProblemCode.CHANNEL_LIMIT_REACHED);
        assertProblem(get("/v1/channels/full-5/events"), ProblemCode.CHANNEL_LIMIT_REACHED);
        assertProblem(
                raw("GET /v1/channels/full-5/ws HTTP/1.1\r\nHost: a\r\n" + RawWebSocket.FIELDS + "\r\n"),
                ProblemCode.CHANNEL_LIMIT_REACHED);
        assertProblem(
                get("/v1/events?channel=full-0&channel=full-5&channel=full-1"), ProblemCode.CHANNEL_LIMIT_REACHED);
        assertThat(post(
                                "/v1/messages",
                                "application/json",
                                "{\"messages\":[{\"channel\":\"full-5\",\"data\":1},{\"channel\":\"full-0\",\"data\":1}]}")
                        .json()
                        .at("/results/0/problem/code")
                        .asString())
                .isEqualTo("channel_limit_reached");
        assertThat(publish("full-0", "x").offset()).isEqualTo(3);
        assertThat(service().subscribed()).isEmpty();
    }

    @Test
    void aChannelThatHasASubscriberTakesMessagesWhereThereIsNoRoomForMoreChannels() {
        RawWebSocket socket = webSocket("");
        for (int i = 0; i < 4; i++) {
            publish("full-" + i, "x");
        }

        socket.text("from the subscriber");
        assertThat(socket.readText()).isEqualTo("from the subscriber");
    }

    @Test
    void aMessageIsNoLargerThanAllowedByWhateverWayItComes() {
        assertThat(http("POST", messages(channel), new byte[1024]).status()).isEqualTo(201);
        assertProblem(
                http("POST", messages(channel), new byte[1025]),
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than 1024 bytes");
        String data = "x".repeat(1025);
        assertThat(post(
                                "/v1/messages",
                                "application/json",
                                "{\"messages\":[{\"channel\":\"%s\",\"contentType\":\"text/plain\",\"data\":\"%s\"}]}"
                                        .formatted(channel, data))
                        .json()
                        .at("/results/0/problem/code")
                        .asString())
                .isEqualTo("payload_too_large");
        RawWebSocket socket = webSocket("");
        socket.connection().send(HexFormat.of().parseHex("82fe040100000000"));
        socket.assertClosed(1009, "message_too_large");
    }

    @Test
    void aBatchIsNoLargerThanAllowed() {
        assertProblem(
                post("/v1/messages", "application/json", " ".repeat(4097)),
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than 4096 bytes");
        assertThat(post("/v1/messages", "application/json", "{\"messages\":[]}" + " ".repeat(4096 - 15))
                        .status())
                .isEqualTo(200);
        String message = "{\"channel\":\"a\",\"data\":1}";
        assertProblem(
                post("/v1/messages", "application/json", "{\"messages\":[%1$s,%1$s,%1$s,%1$s]}".formatted(message)),
                ProblemCode.BATCH_TOO_LARGE);
    }

    @Test
    void aStreamHasNoMoreChannelsThanAllowed() {
        assertProblem(
                get("/v1/events?channel=a&channel=b&channel=c&channel=d"),
                ProblemCode.LIMIT_INVALID,
                "channel: 4 channels (expected: 1 to 3)");
    }

    @Test
    void aChannelRemembersNoMoreKeysThanAllowed() {
        for (int i = 0; i < 3; i++) {
            assertThat(post(messages(channel), "text/plain", "x", "Idempotency-Key", "k" + i)
                            .status())
                    .isEqualTo(201);
        }

        Reply refused = post(messages(channel), "text/plain", "x", "Idempotency-Key", "k3");
        assertProblem(refused, ProblemCode.IDEMPOTENCY_LIMIT_REACHED);
        assertThat(refused.header("Retry-After")).contains("1");
        assertThat(post(messages(channel), "text/plain", "x", "Idempotency-Key", "k0")
                        .header("Idempotency-Replayed"))
                .contains("true");
    }

    @Test
    void aConnectionServesNoMoreRequestsThanAllowed() {
        RawConnection connection = connect();
        for (int i = 1; i <= 5; i++) {
            Reply reply =
                    connection.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Connection")).isEqualTo(i < 5 ? Optional.empty() : Optional.of("close"));
        }
        assertThat(connection.rest()).isEmpty();
    }

    @Test
    void thereAreNoMoreFlagsThanAllowed() {
        for (int i = 0; i < 3; i++) {
            assertThat(http("PUT", "/v1/flags/full-" + i + "?ttl=1m", new byte[0])
                            .status())
                    .isEqualTo(200);
        }

        Reply refused = http("PUT", "/v1/flags/full-3", new byte[0]);
        assertProblem(refused, ProblemCode.FLAG_LIMIT_REACHED, "There are 3 flags already (tandem.flags.max-flags)");
        assertThat(refused.header("Retry-After")).contains("1");
        assertProblem(get("/v1/flags/full-3?wait=1s"), ProblemCode.FLAG_LIMIT_REACHED);
        assertThat(get("/v1/flags/full-3").status()).isEqualTo(200);
        assertThat(http("PUT", "/v1/flags/full-0?ttl=1s", new byte[0]).status()).isEqualTo(200);
        service().advance(Duration.ofMinutes(1));
        assertThat(service().flags().count()).isZero();
    }

    @Test
    void allFlagsTogetherTakeNoMoreMemoryThanAllowed() {
        String large = "\"" + "x".repeat(1000) + "\"";
        assertThat(set("full-1", large).status()).isEqualTo(200);
        assertThat(set("full-2", large).status()).isEqualTo(200);

        Reply refused = set("full-3", large);
        assertProblem(
                refused,
                ProblemCode.FLAGS_FULL,
                "All flags together hold as much as they may, 4096 bytes (tandem.flags.max-memory)");
        assertThat(refused.header("Retry-After")).contains("1");
        assertThat(get("/v1/flags/full-3").text()).isEqualTo("{\"flag\":\"full-3\",\"set\":false}");
        assertThat(set("full-1", large).status())
                .as("a value in the place of another one")
                .isEqualTo(200);
        assertThat(http("DELETE", "/v1/flags/full-1", new byte[0]).status()).isEqualTo(204);
        assertThat(set("full-3", large).status()).isEqualTo(200);
        service().advance(Duration.ofMinutes(1));
        assertThat(service().flags().memoryBytes()).isZero();
    }

    private Reply set(String flag, String value) {
        return http(
                "PUT", "/v1/flags/" + flag + "?ttl=1m", value.getBytes(US_ASCII), "Content-Type", "application/json");
    }

    @Test
    void noMoreWaitForAFlagThanAllowed() {
        for (int i = 0; i < 2; i++) {
            connect().send("GET /v1/flags/popular?wait=10s HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        eventually().until(() -> service().waitingForFlags() == 2);

        Reply refused = get("/v1/flags/popular?wait=10s");
        assertProblem(
                refused,
                ProblemCode.WAITERS_LIMIT_REACHED,
                "2 clients wait for this flag already (tandem.flags.max-waiters)");
        assertThat(refused.header("Retry-After")).contains("1");
        assertThat(get("/v1/flags/popular").status()).isEqualTo(200);
    }

    @Test
    void aFlagsValueAndTimeAreNoLargerThanAllowed() {
        assertProblem(
                http("PUT", "/v1/flags/a", new byte[1025], "Content-Type", "application/json"),
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than 1024 bytes");
        assertProblem(http("PUT", "/v1/flags/a?ttl=61s", new byte[0]), ProblemCode.DURATION_INVALID);
    }

    @Test
    void thereAreNoMoreSemaphoresThanAllowed() {
        for (int i = 0; i < 3; i++) {
            assertThat(permit("full-" + i, "").status()).isEqualTo(201);
        }

        Reply refused = permit("full-3", "");
        assertProblem(
                refused,
                ProblemCode.SEMAPHORE_LIMIT_REACHED,
                "There are 3 semaphores already (tandem.semaphores.max-semaphores)");
        assertThat(refused.header("Retry-After")).contains("1");
        assertProblem(permit("full-0", ""), ProblemCode.NO_PERMIT);
    }

    @Test
    void noMoreWaitForAPermitThanAllowed() {
        assertThat(permit("popular", "").status()).isEqualTo(201);
        for (int i = 0; i < 2; i++) {
            connect()
                    .send(
                            "POST /v1/semaphores/popular/permits?wait=10s HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        }
        eventually().until(() -> service().waitingForPermits() == 2);

        Reply refused = permit("popular", "?wait=10s");
        assertProblem(
                refused,
                ProblemCode.WAITERS_LIMIT_REACHED,
                "2 clients wait for a permit already (tandem.semaphores.max-waiters)");
        assertThat(refused.header("Retry-After")).contains("1");
        assertProblem(permit("popular", ""), ProblemCode.NO_PERMIT);
    }

    @Test
    void permitsAndTheirLeasesAreNoMoreThanAllowed() {
        assertProblem(permit("a", "?permits=6"), ProblemCode.LIMIT_INVALID, "permits: 6 (expected: 1 to 5)");
        assertProblem(permit("a", "?lease=31s"), ProblemCode.DURATION_INVALID);
        Reply permit = permit("a", "");
        service().advance(Duration.ofSeconds(30));
        assertProblem(
                http(
                        "DELETE",
                        "/v1/semaphores/a/permits/"
                                + permit.json().get("permit").asString(),
                        new byte[0]),
                ProblemCode.PERMIT_GONE);
    }

    private Reply permit(String of, String query) {
        return http("POST", "/v1/semaphores/" + of + "/permits" + query, new byte[0]);
    }

    @Test
    void aWaitIsNoLongerThanAllowed() {
        assertProblem(
                get(messages(channel) + "?wait=11s"),
                ProblemCode.DURATION_INVALID,
                "wait: 11s (expected: 0s to 10s, as 500ms, 30s, 5m, 2h or ISO-8601)");
    }
}
