package dev.tandem.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import dev.tandem.routing.Route;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP itself asks of every operation. */
abstract class HttpContract extends Contract {
    private static final String ORIGIN = "https://app.example.com";

    @Test
    void healthIndexAndDescription() throws IOException {
        assertThat(get("/livez").text()).isEqualTo("{\"status\":\"live\"}");
        assertThat(get("/readyz").text()).isEqualTo("{\"status\":\"ready\"}");
        Reply index = get("/");
        assertThat(index.json().get("service").asString()).isEqualTo("tandem");
        assertThat(index.json().get("operations")).hasSize(Route.values().length);
        Reply openapi = get("/openapi.yaml");
        assertThat(openapi.header("Content-Type")).contains("application/yaml");
        try (InputStream document = getClass().getResourceAsStream("/openapi.yaml")) {
            assertThat(document).isNotNull();
            assertThat(openapi.text()).isEqualTo(new String(document.readAllBytes(), UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/livez",
                "/readyz",
                "/openapi.yaml",
                "/v1/channels",
                "/v1/channels/%s",
                "/v1/channels/%s/messages"
            })
    void headIsGetWithoutItsBody(String template) {
        publish("1");
        String target = template.formatted(channel);
        Reply get = get(target);
        RawConnection connection = connect().send("HEAD " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        Reply head = connection.head();

        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
        assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
        assertThat(head.header("Tandem-Model")).isEqualTo(get.header("Tandem-Model"));
        assertNothingCameWith(connection);
    }

    @Test
    void headOfWhatIsRefusedHasNoBodyEither() {
        RawConnection connection = connect().send("HEAD /v1/channels/" + channel + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(connection.head().status()).isEqualTo(404);
        assertNothingCameWith(connection);

        RawConnection stream = connect().send("HEAD /v1/channels/" + channel + "/events HTTP/1.1\r\nHost: a\r\n\r\n");
        Reply refused = stream.head();
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("Allow")).contains("GET");
        assertNothingCameWith(stream);
    }

    /** The next response begins where the last has ended. */
    private static void assertNothingCameWith(RawConnection connection) {
        connection.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(connection.reply().text()).isEqualTo("{\"status\":\"live\"}");
    }

    @ParameterizedTest
    @EnumSource
    void optionsSaysWhatMayBeDone(Route route) {
        String path = route.path().replaceAll("\\{[^}]+}", channel);
        Reply options = http("OPTIONS", path, new byte[0]);

        assertThat(options.status()).isEqualTo(204);
        assertThat(options.body()).isEmpty();
        assertThat(options.header("Allow").orElseThrow().split(", ", -1)).contains(route.method());
        assertThat(options.header("Tandem-Model")).contains(model().text());
        assertThat(service().subscribers(channel)).isZero();
    }

    @Test
    void aPreflightOfAnAllowedPageIsAnswered() {
        Reply preflight = http(
                "OPTIONS",
                messages(channel),
                new byte[0],
                "Origin",
                ORIGIN,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type");

        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).contains(ORIGIN);
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("DELETE, GET, HEAD, POST");
        assertThat(preflight.header("Access-Control-Allow-Headers"))
                .contains("Content-Type, Idempotency-Key, Last-Event-ID, If-Match, If-None-Match");
        assertThat(preflight.header("Access-Control-Max-Age")).contains("600");
        assertThat(preflight.header("Vary")).contains("Origin");
    }

    @Test
    void anAllowedPageMayReadEveryAnswer() {
        Reply answer = post(messages(channel), "text/plain", "x", "Origin", ORIGIN);
        Reply problem = get("/v1/channels?limit=0", "Origin", ORIGIN);
        EventClient events = events("", "Origin: " + ORIGIN);

        for (Reply reply : new Reply[] {answer, problem, events.head()}) {
            assertThat(reply.header("Access-Control-Allow-Origin")).contains(ORIGIN);
            assertThat(reply.header("Access-Control-Expose-Headers").orElseThrow())
                    .contains("Tandem-Position");
            assertThat(reply.header("Vary")).contains("Origin");
        }
        assertThat(get("/livez").header("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1", "https://app.example.com.evil.example"})
    void aPageOfAnotherOriginMayDoNothing(String origin) {
        Reply publish = post(messages(channel), "text/plain", "x", "Origin", origin);
        assertProblem(publish, ProblemCode.ORIGIN_NOT_ALLOWED);
        assertThat(publish.header("Access-Control-Allow-Origin")).isEmpty();
        assertProblem(get("/livez", "Origin", origin), ProblemCode.ORIGIN_NOT_ALLOWED);
        assertProblem(get("/nowhere", "Origin", origin), ProblemCode.ORIGIN_NOT_ALLOWED);
        assertProblem(
                http(
                        "OPTIONS",
                        messages(channel),
                        new byte[0],
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        "POST"),
                ProblemCode.ORIGIN_NOT_ALLOWED);
        assertProblem(get("/v1/channels/" + channel), ProblemCode.CHANNEL_UNKNOWN);
    }

    @Test
    void aPageThatHasItsNameResolveToThisMachineMayDoNothing() {
        String fields = "Host: evil.example:%1$d\r\nOrigin: http://evil.example:%1$d\r\n".formatted(port());
        for (String request : new String[] {
            "GET /livez HTTP/1.1\r\n" + fields + "\r\n",
            "GET /nowhere HTTP/1.1\r\n" + fields + "\r\n",
            "OPTIONS " + messages(channel) + " HTTP/1.1\r\n" + fields + "\r\n",
            "POST " + messages(channel) + " HTTP/1.1\r\n" + fields + "Content-Length: 1\r\n\r\nx",
            "GET /v1/channels/" + channel + "/events HTTP/1.1\r\n" + fields + "\r\n",
            "GET /v1/channels/" + channel + "/ws HTTP/1.1\r\n" + fields + RawWebSocket.FIELDS + "\r\n",
            "GET http://evil.example:%1$d/livez HTTP/1.1\r\n".formatted(port()) + fields + "\r\n"
        }) {
            Reply refused = raw(request);
            assertProblem(
                    refused,
                    ProblemCode.HOST_NOT_ALLOWED,
                    "Host: evil.example:%d (expected: localhost, a loopback address, or one of tandem.allowed-hosts)"
                            .formatted(port()));
            assertThat(refused.header("Access-Control-Allow-Origin")).isEmpty();
        }
        assertProblem(get("/v1/channels/" + channel), ProblemCode.CHANNEL_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LocalHost:%d", "app.localhost", "127.0.0.1:%d", "127.8.9.1", "[::1]:%d", "a:80"})
    void theServiceIsCalledByItsNames(String host) {
        assertThat(raw("GET /livez HTTP/1.1\r\nHost: " + host.formatted(port()) + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theServicesOwnPagesAreAllowed() {
        String own = "http://127.0.0.1:" + port();

        assertThat(get("/livez", "Origin", own).status()).isEqualTo(200);
    }

    @Test
    void aConnectionServesManyRequestsInOrder() {
        RawConnection connection = connect();
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            requests.append("POST " + messages(channel)
                    + " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx");
        }
        connection.send(requests.toString());

        for (int i = 1; i <= 20; i++) {
            Reply reply = connection.reply();
            assertThat(reply.status()).as("%s", reply).isEqualTo(201);
            assertThat(reply.offset()).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.1,Connection: close", "1.0,X: y"})
    void aConnectionEndsWhenTheClientWantsIt(String version, String field) {
        RawConnection connection =
                connect().send("GET /livez HTTP/" + version + "\r\nHost: a\r\n" + field + "\r\n\r\n");

        assertThat(connection.reply().text()).isEqualTo("{\"status\":\"live\"}");
        connection.awaitClosed();
    }

    @Test
    void anHttp10ConnectionGoesOnWhenTheClientWantsIt() {
        RawConnection connection = connect();
        for (int i = 0; i < 2; i++) {
            Reply reply = connection
                    .send("GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    .reply();
            assertThat(reply.text()).isEqualTo("{\"status\":\"live\"}");
            assertThat(reply.header("Connection")).contains("keep-alive");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET /livez, 200", "DELETE /v1/channels/a/messages, 204", "GET /nowhere, 404"})
    void aStatusLineHasNoReasonPhrase(String request, String status) {
        assertThat(connect().send(request + " HTTP/1.1\r\nHost: a\r\n\r\n").line())
                .isEqualTo("HTTP/1.1 " + status + " ");
        assertThat(connect()
                        .send("GET /v1/channels/a/events HTTP/1.1\r\nHost: a\r\n\r\n")
                        .line())
                .isEqualTo("HTTP/1.1 200 ");
        assertThat(connect()
                        .send("GET /v1/channels/a/ws HTTP/1.1\r\nHost: a\r\n" + RawWebSocket.FIELDS + "\r\n")
                        .line())
                .isEqualTo("HTTP/1.1 101 ");
        assertThat(connect().send("NONSENSE\r\n\r\n").line()).isEqualTo("HTTP/1.1 400 ");
        assertThat(connect()
                        .send("POST " + messages(channel)
                                + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n")
                        .line())
                .isEqualTo("HTTP/1.1 100 ");
    }

    @Test
    void aClientThatAsksFirstMaySendItsBody() {
        RawConnection connection = connect()
                .send(
                        "POST " + messages(channel)
                                + " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
        assertThat(connection.head().status()).isEqualTo(100);
        connection.send("x");

        assertThat(connection.reply().status()).isEqualTo(201);
    }

    @Test
    void aClientThatAsksFirstIsToldWhenItsBodyIsTooLarge() {
        RawConnection connection = connect()
                .send("POST " + messages(channel)
                        + " HTTP/1.1\r\nHost: a\r\nContent-Length: 262145\r\nExpect: 100-continue\r\n\r\n");

        assertProblem(connection.reply(), ProblemCode.PAYLOAD_TOO_LARGE);
    }

    /** Whether it now sends its body or its next request can't be told. */
    @Test
    void aClientThatAsksFirstAndIsRefusedIsToldThatTheConnectionEnds() {
        RawConnection connection = connect()
                .send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        Reply reply = connection.reply();

        assertProblem(reply, ProblemCode.ROUTE_UNKNOWN);
        assertThat(reply.header("Connection")).contains("close");
        connection.awaitClosed();
    }

    @Test
    void aChunkedBodyIsABody() {
        Reply reply = raw("POST " + messages(channel)
                + " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n");

        assertThat(reply.status()).as("%s", reply).isEqualTo(201);
        assertThat(HistoryContract.data(get(messages(channel)))).containsExactly("abcde");
    }

    @Test
    void aBodyThatAnOperationDoesNotWantIsNoHarm() {
        RawConnection connection = connect()
                .send("GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                        + "DELETE " + messages(channel) + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "1\r\nx\r\n0\r\n\r\n" + "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(connection.reply().text()).isEqualTo("{\"status\":\"live\"}");
        assertThat(connection.reply().status()).isEqualTo(204);
        assertThat(connection.reply().text()).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void aRequestMayNameItsTargetInFull() {
        assertThat(raw("GET http://a/livez HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void aRefusalIsLoggedOnceAndWithoutAStackTrace() {
        assertProblem(get("/v1/channels?limit=0"), ProblemCode.LIMIT_INVALID);

        assertThat(LogRecorder.events())
                .filteredOn(event -> event.getFormattedMessage().contains("limit_invalid"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getLevel()).isEqualTo(ch.qos.logback.classic.Level.DEBUG);
                    assertThat(event.getThrowableProxy()).isNull();
                });
    }

    @Test
    void aMalformedRequestIsLoggedOnceAndWithoutAStackTrace() {
        assertThat(raw("GET /livez HTTP/1.1\r\n\r\n").status()).isEqualTo(400);

        assertThat(LogRecorder.events())
                .filteredOn(event -> event.getFormattedMessage().contains("request_malformed"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getLevel()).isEqualTo(ch.qos.logback.classic.Level.DEBUG);
                    assertThat(event.getThrowableProxy()).isNull();
                });
    }
}
