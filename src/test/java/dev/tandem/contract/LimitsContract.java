package dev.tandem.contract;

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
    void forgetAllChannels() {
        service().advance(Duration.ofMinutes(10));
        assertThat(service().hub().channelCount()).isZero();
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
    void aWaitIsNoLongerThanAllowed() {
        assertProblem(
                get(messages(channel) + "?wait=11s"),
                ProblemCode.DURATION_INVALID,
                "wait: 11s (expected: 0s to 10s, as 500ms, 30s, 5m or ISO-8601)");
    }
}
