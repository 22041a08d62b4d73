package dev.tandem.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong gets the same problem on both ports, byte for byte, and leaves nothing. */
abstract class BadRequestContract extends Contract {
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final String NEXT = "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n";

    @ParameterizedTest
    @MethodSource("dev.tandem.contract.BadRequest#answered")
    void isRefusedAndTheConnectionGoesOn(BadRequest request) {
        RawConnection connection = connect().send(request.bytes(channel) + NEXT);
        Reply reply = connection.reply();

        assertProblem(reply, request.code());
        assertThat(reply.header("Connection")).isEmpty();
        assertThat(connection.reply().text()).isEqualTo("{\"status\":\"ready\"}");
        assertTheOtherModelSaysTheSame(request, reply);
    }

    @ParameterizedTest
    @MethodSource("dev.tandem.contract.BadRequest#fatal")
    void isRefusedAndTheConnectionEnds(BadRequest request) {
        RawConnection connection = connect();
        connection.trySend((request.bytes(channel) + NEXT).getBytes(ISO_8859_1));
        Reply reply = connection.reply();

        assertProblem(reply, request.code(), request.detail());
        assertThat(reply.header("Connection")).contains("close");
        assertThat(connection.rest()).asString(ISO_8859_1).isEmpty();
        assertNothingWasPublished();
        assertTheOtherModelSaysTheSame(request, reply);
    }

    @ParameterizedTest
    @MethodSource("dev.tandem.contract.BadRequest#tooLarge")
    void isTooLarge(BadRequest request) {
        RawConnection connection = connect();
        connection.trySend((request.bytes(channel) + NEXT).getBytes(ISO_8859_1));
        Reply reply = connection.reply();

        assertProblem(reply, request.code(), "The body is larger than 262144 bytes");
        assertThat(reply.header("Connection")).contains("close");
        assertThat(connection.rest()).asString(ISO_8859_1).isEmpty();
        assertNothingWasPublished();
        assertTheOtherModelSaysTheSame(request, reply);
    }

    private void assertNothingWasPublished() {
        assertThat(service().hub().state(new ChannelName(channel))).isEmpty();
    }

    private void assertTheOtherModelSaysTheSame(BadRequest request, Reply reply) {
        Model other = model() == Model.EVENT_LOOP ? Model.VIRTUAL_THREAD : Model.EVENT_LOOP;
        try (RawConnection connection = new RawConnection(service().port(other))) {
            connection.trySend(request.bytes(channel).getBytes(ISO_8859_1));
            Reply same = connection.reply();
            assertThat(same.status()).isEqualTo(reply.status());
            assertThat(same.text()).isEqualTo(reply.text());
            for (String header : List.of("Content-Type", "Allow", "Content-Length", "Connection")) {
                assertThat(same.header(header)).as(header).isEqualTo(reply.header(header));
            }
            assertThat(same.header("Tandem-Model")).isEqualTo(Optional.of(other.text()));
        }
    }

    /** A refusal must not be lost because the rest of the request is still on its way. */
    @Test
    void aClientThatGoesOnSendingStillReadsTheRefusal() {
        for (String head : new String[] {
            "POST " + messages(channel) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\n\r\n",
            "POST " + messages(channel) + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1c9c380\r\n"
        }) {
            RawConnection connection = connect().send(head);
            byte[] part = new byte[64 * 1024];
            for (int i = 0; i < 50; i++) {
                connection.trySend(part);
            }

            assertProblem(connection.reply(), ProblemCode.PAYLOAD_TOO_LARGE);
        }
    }

    @Test
    void aRefusalIsAnsweredAfterWhatWasAskedBefore() {
        RawConnection connection = connect().send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\nGET /livez HTTP/1.1\r\n\r\n");

        assertThat(connection.reply().text()).isEqualTo("{\"status\":\"live\"}");
        assertProblem(connection.reply(), ProblemCode.REQUEST_MALFORMED);
        connection.awaitClosed();
    }

    /** A field may be called what its sender likes, and the refusal stays one short line. */
    @Test
    void aRefusalIsShortWhateverTheFieldsAreCalled() {
        String name = "x\\nERROR forged" + "n".repeat(40_000);

        assertProblem(
                post("/v1/tasks", "application/json", "{\"" + name + "\":1,\"" + name + "\":2}"),
                ProblemCode.FIELD_INVALID,
                "x?ERROR forged" + "n".repeat(186) + "\u2026: given twice (expected: one value)");
    }

    /** Odd, and right. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /livez? HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /livez?& HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost:\r\n\r\n",
                "GET /livez HTTP/1.1\r\nhost: a:80\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\nX:\r\nY:   z  \r\n\r\n",
                "GET /livez HTTP/1.0\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
            })
    void isAccepted(String request) {
        assertThat(raw(request).text()).isEqualTo("{\"status\":\"live\"}");
    }

    /** With a place for more. */
    static Stream<String> heads() {
        return Stream.of(
                "GET /livez?* HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\nX: *\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost:a\r\nX:   *  \r\n\r\n",
                "GET /livez?" + "&".repeat(8000) + " HTTP/1.1\r\nHost: a\r\nX: *\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(2000) + "X: *\r\n\r\n");
    }

    /** To the byte, and whichever part of it is the large one. */
    @ParameterizedTest
    @MethodSource("heads")
    void aHeadIsAsLargeAsIsAllowed(String head) {
        String largest = head.replace("*", "&".repeat(MAX_HEAD_BYTES - head.length() + 1));
        Reply accepted = raw(largest);
        Reply refused = raw(largest.replaceFirst("&", "&&"));

        assertThat(accepted.text()).as("%s", accepted).isEqualTo("{\"status\":\"live\"}");
        assertProblem(
                refused,
                ProblemCode.HEADERS_TOO_LARGE,
                "The request line and the header fields are larger than 16384 bytes");
        assertThat(refused.json().path("expected").asString()).isEqualTo("at most 16384 bytes");
    }

    @Test
    void aRequestLineIsAsLongAsIsAllowed() {
        String line =
                "GET /livez?" + "&".repeat(MAX_HEAD_BYTES - "GET /livez? HTTP/1.1\r\n".length()) + " HTTP/1.1\r\n";

        assertProblem(raw(line + "Host: a\r\n\r\n"), ProblemCode.HEADERS_TOO_LARGE);
        Reply refused = raw(line.replaceFirst("&", "&&") + "Host: a\r\n\r\n");
        assertProblem(refused, ProblemCode.URI_TOO_LONG, "The request line is longer than 16384 bytes");
        assertThat(refused.json().path("expected").asString()).isEqualTo("at most 16384 bytes");
        assertProblem(raw(line.replaceFirst("&", "&&&&&") + "Host: a\r\n\r\n"), ProblemCode.URI_TOO_LONG);
    }
}
