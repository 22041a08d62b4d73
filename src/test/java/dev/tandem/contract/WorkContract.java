package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import dev.tandem.routing.Route;
import dev.tandem.work.ScriptedServer.Client;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The work by which models are compared. */
abstract class WorkContract extends Contract {
    private static final Called UPSTREAM = new Called();
    private static final Service SERVICE =
            Service.start(Service.Variant.STANDARD, "--tandem.work.upstream=" + UPSTREAM.url());
    private static final int MANY = 1_000;
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger left = new AtomicInteger();

    @Override
    final Service service() {
        return SERVICE;
    }

    @AfterEach
    void goOnAsUsual() {
        UPSTREAM.doesAsUsual();
        release.countDown();
    }

    private Reply echo(String json) {
        return post("/v1/work/echo", "application/json", json);
    }

    private void holdsEachCall(Client client, int millis) throws IOException, InterruptedException {
        release.await();
        client.answer(Called.BODY);
    }

    private void neverAnswers(Client client, int millis) throws IOException {
        try {
            client.awaitClosed();
        } finally {
            left.incrementAndGet();
        }
        throw new IOException("the client has left");
    }

    /** How many calls of it have come. */
    private static int calls() {
        return UPSTREAM.server().requests().size();
    }

    private static void awaitCalls(int count) {
        UPSTREAM.server().awaitRequests(count);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {}",
                "[ ] | []",
                "` { \"a\" : [ 1 , 2.50 , -0 , 1E400 ] ,\t\"b\" : { \"c\" : null } } ` | {\"a\":[1,2.50,-0,1E400],\"b\":{\"c\":null}}",
                "{\"\\u0061\\/\\u00e4\":\"\\u0062\\\"\\\\\\n\\u0001\"} | {\"a/ä\":\"b\\\"\\\\\\n\\u0001\"}",
                "\"\\ud83d\\ude00\" | \"😀\"",
                "{\"a\":1,\"a\":2} | {\"a\":1,\"a\":2}",
                "true | true",
                "123456789012345678901234567890.5 | 123456789012345678901234567890.5",
            })
    void jsonIsReadAndWrittenAgain(String json, String again) {
        Reply reply = echo(json);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).contains("application/json");
        assertThat(reply.text()).isEqualTo(again);
        assertThat(echo(again).text()).isEqualTo(again);
    }

    @Test
    void jsonMayBeAsLargeAsAMessage() {
        String json = "[" + "1, ".repeat(80_000) + "1]";
        assertThat(echo(json).text()).isEqualTo(json.replace(" ", ""));
        assertProblem(
                echo("[" + "1,".repeat(140_000) + "1]"),
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than 262144 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | The body is empty, not JSON",
                "{ | The body is not well-formed JSON at line 1, column 2",
                "[1,] | The body is not well-formed JSON at line 1, column 4",
                "{\"a\" 1} | The body is not well-formed JSON at line 1, column 6",
                "1 2 | The body holds more than one JSON value",
                "{}{} | The body holds more than one JSON value",
            })
    void whatIsNoJsonIsRefused(String text, String detail) {
        assertProblem(echo(text), ProblemCode.JSON_MALFORMED, detail);
    }

    @Test
    void jsonThatIsNestedTooDeeplyIsRefused() {
        assertProblem(echo("[".repeat(50_000) + "]".repeat(50_000)), ProblemCode.JSON_MALFORMED);
    }

    @Test
    void whatIsNotSaidToBeJsonIsRefused() {
        assertProblem(post("/v1/work/echo", "text/plain", "{}"), ProblemCode.CONTENT_TYPE_UNSUPPORTED);
        assertProblem(
                post("/v1/work/echo", "application/json", "{}", "Content-Encoding", "gzip"),
                ProblemCode.CONTENT_ENCODING_UNSUPPORTED);
        assertThat(post("/v1/work/echo", "application/json; charset=utf-8", "{}")
                        .text())
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/work/call", "/v1/work/blocking"})
    void aCallIsToldWithWhatCameOfIt(String target) {
        int before = calls();
        long counted = service().requests(model(), route(target), 200);

        assertThat(get(target + "?ms=100").text()).isEqualTo("{\"status\":200,\"bytes\":128}");

        assertThat(UPSTREAM.server().requests().subList(before, calls()))
                .singleElement()
                .satisfies(request -> assertThat(request.lines().map(line -> line.toLowerCase(Locale.ROOT)))
                        .first()
                        .isEqualTo("get /work?ms=100 http/1.1"));
        eventually().until(() -> service().requests(model(), route(target), 200) == counted + 1);
    }

    private static Route route(String target) {
        return Stream.of(Route.values())
                .filter(route -> route.path().equals(target))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/work/call", "/v1/work/blocking"})
    void aCallTellsTheUpstreamNothingButTheTime(String target) {
        String heard = heard(target, "X-Secret", "s", "Cookie", "a=b", "User-Agent", "test");

        assertThat(heard.split("\r\n", -1))
                .usingElementComparator(String.CASE_INSENSITIVE_ORDER)
                .startsWith("GET /work?ms=0 HTTP/1.1")
                .endsWith("", "")
                .containsExactlyInAnyOrder(
                        "GET /work?ms=0 HTTP/1.1",
                        "Host: 127.0.0.1:" + UPSTREAM.server().port(),
                        "Connection: keep-alive",
                        "User-Agent: tandem",
                        "Accept: */*",
                        "",
                        "");
    }

    @Test
    void aCallThatBlocksSendsTheSameBytesOnBothModels() {
        assertThat(heard("/v1/work/blocking"))
                .isEqualTo(
                        "GET /work?ms=0 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: */*\r\nConnection: keep-alive\r\nUser-Agent: tandem\r\n\r\n"
                                .formatted(UPSTREAM.server().port()));
    }

    /** The head of the one request that reaches the upstream. */
    private String heard(String target, String... fields) {
        int before = calls();
        assertThat(get(target, fields).status()).isEqualTo(200);
        return UPSTREAM.server().requests().get(before);
    }

    static Stream<String> answers() {
        return Stream.of(
                "503 Busy\r\nContent-Length: 4\r\nRetry-After: 1\r\n\r\nbusy|503,4",
                "429 Slow\r\nContent-Length: 0\r\n\r\n|429,0",
                "404 Not Found\r\nContent-Length: 0\r\n\r\n|404,0",
                "302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n|302,0",
                "401 No\r\nWWW-Authenticate: Basic realm=\"a\"\r\nContent-Length: 0\r\n\r\n|401,0",
                "204 No Content\r\n\r\n|204,0",
                "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n|200,5",
                "200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc|200,3",
                "100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na|200,1",
                "200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000) + "|200,100000");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void whateverTheUpstreamAnswersIsAnAnswer_andItsConnectionIsKept(String answer) {
        String[] parts = answer.split("\\|", -1);
        String[] expected = parts[1].split(",", -1);
        for (String target : List.of("/v1/work/call", "/v1/work/blocking")) {
            UPSTREAM.doesAsUsual();
            get(target);
            UPSTREAM.does((client, millis) -> client.send("HTTP/1.1 " + parts[0]));
            int before = UPSTREAM.server().accepted();

            for (int i = 0; i < 3; i++) {
                assertThat(get(target).text())
                        .isEqualTo("{\"status\":%s,\"bytes\":%s}".formatted(expected[0], expected[1]));
            }
            assertThat(UPSTREAM.server().accepted()).isEqualTo(before);
        }
    }

    @Test
    void aBodyMayEndWithItsConnection() {
        UPSTREAM.does((client, millis) -> {
            client.send("HTTP/1.1 200 OK\r\n\r\nabc");
            client.close();
        });
        for (String target : List.of("call", "call", "blocking", "blocking")) {
            assertThat(get("/v1/work/" + target).text()).isEqualTo("{\"status\":200,\"bytes\":3}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/work/call", "/v1/work/blocking"})
    void aConnectionThatTheUpstreamHasClosedMeanwhileIsNoFailure(String target) {
        UPSTREAM.does((client, millis) -> {
            client.answer(Called.BODY);
            client.close();
        });
        for (int i = 0; i < 5; i++) {
            assertThat(get(target).text()).isEqualTo("{\"status\":200,\"bytes\":128}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/work/call", "/v1/work/blocking"})
    void overANewConnectionNothingIsCalledTwice(String target) {
        UPSTREAM.does((client, millis) -> {
            if (millis == 0) {
                client.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            }
            client.close();
        });
        // Until there is none that has been kept: those of many calls many at a time, the others one by one.
        eventually("so many connections are new").until(() -> {
            int accepted = UPSTREAM.server().accepted();
            return get("/v1/work/calls?count=100").status() == 200
                    && UPSTREAM.server().accepted() == accepted + 100;
        });
        int opened = UPSTREAM.server().accepted();
        eventually("every connection is new").until(() -> {
            int calls = calls();
            return get(target).status() == 200
                    && calls() == calls + 1
                    && UPSTREAM.server().accepted() > opened;
        });
        int before = calls("ms=1");

        assertProblem(get(target + "?ms=1"), ProblemCode.UPSTREAM_FAILED);
        assertThat(calls("ms=1")).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/work/call", "/v1/work/blocking"})
    void overAKeptConnectionThatIsClosed_aCallIsMadeOnceMore_andNotAThirdTime(String target) {
        assertThat(get(target).status()).isEqualTo(200);
        UPSTREAM.does((client, millis) -> client.close());
        int before = calls("ms=1");

        assertProblem(get(target + "?ms=1"), ProblemCode.UPSTREAM_FAILED);
        assertThat(calls("ms=1")).isEqualTo(before + 2);
    }

    static Stream<String> failures() {
        return Stream.of(
                "|The connection ended before the response was complete",
                "HTTP/1.1 200 OK\r\nContent-Len|The connection ended before the response was complete",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc|The connection ended before the response was complete",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab|The connection ended before the response was complete",
                "SSH-2.0-OpenSSH_9.9\r\n\r\n|The response is not HTTP",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n|The response is not HTTP",
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000) + "\r\n\r\n|The response is not HTTP");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anUpstreamThatFailsIsABadGateway(String failure) {
        String[] parts = failure.split("\\|", -1);
        UPSTREAM.does((client, millis) -> {
            client.send(parts[0]);
            client.close();
        });

        assertProblem(get("/v1/work/call"), ProblemCode.UPSTREAM_FAILED, parts[1] + " (tandem.work.upstream)");
        assertProblem(get("/v1/work/blocking"), ProblemCode.UPSTREAM_FAILED, parts[1] + " (tandem.work.upstream)");
        assertProblem(get("/v1/work/mixed"), ProblemCode.UPSTREAM_FAILED, parts[1] + " (tandem.work.upstream)");
        UPSTREAM.doesAsUsual();
        assertThat(get("/v1/work/call").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("dev.tandem.work.MalformedResponses#all")
    void aResponseThatIsNoneIsABadGateway_andIsNotAskedForAgain(String response) {
        UPSTREAM.does((client, millis) -> {
            client.send(millis == 0 ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" : response);
        });
        for (String target : List.of("call?ms=1", "blocking?ms=1", "mixed?ms=1", "calls?count=2&ms=0&slow=1")) {
            // So that there is a connection that has been kept.
            assertThat(get("/v1/work/call").status()).isEqualTo(200);
            assertThat(get("/v1/work/blocking").status()).isEqualTo(200);
            int before = calls("ms=1");

            assertProblem(
                    get("/v1/work/" + target),
                    ProblemCode.UPSTREAM_FAILED,
                    "The response is not HTTP (tandem.work.upstream)");
            assertThat(calls("ms=1")).isEqualTo(before + 1);
        }
        assertThat(get("/v1/work/call").text()).isEqualTo("{\"status\":200,\"bytes\":0}");
    }

    private static int calls(String query) {
        return (int) UPSTREAM.server().requests().stream()
                .filter(request -> request.split(" ", 3)[1].endsWith(query))
                .count();
    }

    @Test
    void anUpstreamThatResetsTheConnectionIsABadGateway() {
        UPSTREAM.does((client, millis) -> client.reset());

        assertProblem(get("/v1/work/call"), ProblemCode.UPSTREAM_FAILED);
        assertProblem(get("/v1/work/blocking"), ProblemCode.UPSTREAM_FAILED);
    }

    @Test
    void manyCallsAreMadeAtOnce_andToldTogether() {
        int before = calls();
        UPSTREAM.does(this::holdsEachCall);
        RawConnection client = connect().get("/v1/work/calls?count=10&ms=5&slow=100");
        awaitCalls(before + 10);
        release.countDown();

        assertThat(client.reply().text()).isEqualTo("{\"calls\":10,\"bytes\":1280}");
        assertThat(UPSTREAM.server().requests().subList(before, calls()).stream()
                        .map(request -> request.split(" ", 3)[1])
                        .sorted())
                .containsExactlyElementsOf(Stream.concat(
                                Stream.of("/work?ms=100"),
                                Stream.generate(() -> "/work?ms=5").limit(9))
                        .toList());
        assertThat(get("/v1/work/calls").text()).isEqualTo("{\"calls\":1,\"bytes\":128}");
        assertThat(get("/v1/work/calls?count=100").text()).isEqualTo("{\"calls\":100,\"bytes\":12800}");
    }

    @Test
    void ifOneOfManyCallsFailsTheOthersAreCancelled() {
        int before = calls();
        UPSTREAM.does((client, millis) -> {
            if (millis == 7) {
                release.await();
                throw new IOException("fails");
            }
            neverAnswers(client, millis);
        });
        RawConnection client = connect().get("/v1/work/calls?count=10&slow=7");
        awaitCalls(before + 10);
        release.countDown();

        assertProblem(client.reply(), ProblemCode.UPSTREAM_FAILED);
        eventually("the other calls are cancelled").until(() -> left.get() == 9);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/work/call, 1",
        "/v1/work/blocking, 1",
        "/v1/work/mixed?rounds=10, 1",
        "/v1/work/calls?count=20, 20",
    })
    void aClientThatHangsUpCancelsItsCalls(String target, int count) {
        int before = calls();
        long counted = service().requests(model(), route(target.replaceAll("\\?.*", "")), 499);
        UPSTREAM.does(this::neverAnswers);
        RawConnection client = connect().get(target);
        awaitCalls(before + count);
        client.close();

        eventually("the calls are cancelled").until(() -> left.get() == count);
        eventually("it is counted")
                .untilAsserted(() -> assertThat(service().requests(model(), route(target.replaceAll("\\?.*", "")), 499))
                        .isEqualTo(counted + 1));
        UPSTREAM.doesAsUsual();
        assertThat(get(target).status()).isEqualTo(200);
    }

    @Test
    void whoHangsUpAtAnyMomentLeavesNothing() {
        long before = requests(Route.CALL_UPSTREAM) + requests(Route.CALL_UPSTREAM_MANY);
        for (int i = 0; i < 100; i++) {
            RawConnection client = connect().get(i % 2 == 0 ? "/v1/work/call" : "/v1/work/calls?count=5");
            for (int turn = i * 50; turn > 0; turn--) {
                Thread.onSpinWait();
            }
            client.close();
        }
        eventually("each has been counted, answered or not")
                .untilAsserted(() -> assertThat(requests(Route.CALL_UPSTREAM) + requests(Route.CALL_UPSTREAM_MANY))
                        .isEqualTo(before + 100));
        assertThat(get("/v1/work/calls?count=5").text()).isEqualTo("{\"calls\":5,\"bytes\":640}");
    }

    private long requests(Route route) {
        return service().requests(model(), route);
    }

    @Test
    void aThousandCallsAreUnderWayAtOnce_andNothingElseIsHeldUp() {
        int before = calls();
        UPSTREAM.does(this::holdsEachCall);
        List<RawConnection> clients = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            clients.add(connect().get("/v1/work/call?ms=" + i));
        }
        awaitCalls(before + MANY);
        assertThat(get("/livez").status()).isEqualTo(200);
        assertThat(get("/v1/work/compute?rounds=1000").status()).isEqualTo(200);
        release.countDown();

        clients.forEach(client -> assertThat(client.reply().text()).isEqualTo("{\"status\":200,\"bytes\":128}"));
    }

    @Test
    void blockingCallsHoldNothingElseUp() {
        int before = calls();
        UPSTREAM.does(this::holdsEachCall);
        List<RawConnection> clients = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            clients.add(connect().get("/v1/work/blocking"));
        }
        awaitCalls(before + 200);
        assertThat(get("/livez").status()).isEqualTo(200);
        release.countDown();

        clients.forEach(client -> assertThat(client.reply().text()).isEqualTo("{\"status\":200,\"bytes\":128}"));
    }

    @Test
    void anUpstreamThatFloodsHoldsNothingElseUp() {
        String much = "x".repeat(64 * 1024);
        int before = calls();
        UPSTREAM.does((client, millis) -> {
            try {
                client.send("HTTP/1.1 200 OK\r\n\r\n");
                while (true) {
                    client.send(much);
                }
            } finally {
                left.incrementAndGet();
            }
        });
        List<RawConnection> clients = Stream.generate(() -> connect().get("/v1/work/call"))
                .limit(2L * Runtime.getRuntime().availableProcessors())
                .toList();
        awaitCalls(before + clients.size());

        assertThat(get("/livez").status()).isEqualTo(200);
        clients.forEach(RawConnection::close);
        eventually("the calls are cancelled").until(() -> left.get() == clients.size());
    }

    @Test
    void whoHangsUpWhileItWaitsForComputing_givesUpItsTurn() {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            post(
                    "/v1/tasks",
                    "application/json",
                    "{\"kind\":\"digest\",\"input\":{\"text\":\"\",\"rounds\":100000000},\"timeout\":\"10m\"}");
        }
        // A task has been accepted before it has begun.
        eventually("all threads compute")
                .untilAsserted(() -> assertThat(service().busyThreads(model(), "computing"))
                        .isEqualTo(Runtime.getRuntime().availableProcessors()));
        List<RawConnection> clients =
                List.of(connect().get("/v1/work/compute"), connect().get("/v1/work/mixed"));
        eventually("they wait")
                .untilAsserted(() ->
                        assertThat(service().queuedFor(model(), "computing")).isEqualTo(clients.size()));
        clients.forEach(RawConnection::close);

        eventually("they wait no more").until(() -> service().queuedFor(model(), "computing") == 0);
        service().killTasks();
        assertThat(get("/v1/work/compute").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 500, 100_000})
    void theDigestIsThatOfSoManyRounds(int rounds) throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] digest = {};
        for (int i = 0; i < rounds; i++) {
            digest = sha256.digest(digest);
        }
        String hex = HexFormat.of().formatHex(digest);
        assertThat(get("/v1/work/compute?rounds=" + rounds).text()).isEqualTo("{\"sha256\":\"%s\"}".formatted(hex));
        assertThat(get("/v1/work/mixed?rounds=" + rounds).text())
                .isEqualTo("{\"status\":200,\"sha256\":\"%s\"}".formatted(hex));
    }

    @Test
    void whatIsLeftOutIsTheLeast() {
        assertThat(get("/v1/work/compute").text()).isEqualTo("{\"sha256\":\"%s\"}".formatted(EMPTY));
        int before = calls();
        get("/v1/work/mixed");
        assertThat(UPSTREAM.server().requests().get(before)).startsWith("GET /work?ms=0 HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/work/call?ms=-1 | DURATION_INVALID | ms: -1 (expected: 0 to 60000)",
                "/v1/work/call?ms=60001 | DURATION_INVALID | ms: 60001 (expected: 0 to 60000)",
                "/v1/work/call?ms=1s | DURATION_INVALID | ms: 1s (expected: 0 to 60000)",
                "/v1/work/call?ms= | DURATION_INVALID | ms:  (expected: 0 to 60000)",
                "/v1/work/call?ms=1&ms=2 | PARAMETER_REPEATED | ms: 1, 2 (expected: one value)",
                "/v1/work/call?url=http://a/ | PARAMETER_UNKNOWN | query parameter: url (expected: ms)",
                "/v1/work/blocking?ms=x | DURATION_INVALID | ms: x (expected: 0 to 60000)",
                "/v1/work/calls?count=0 | LIMIT_INVALID | count: 0 (expected: 1 to 100)",
                "/v1/work/calls?count=101 | LIMIT_INVALID | count: 101 (expected: 1 to 100)",
                "/v1/work/calls?slow=60001 | DURATION_INVALID | slow: 60001 (expected: 0 to 60000)",
                "/v1/work/compute?rounds=0 | LIMIT_INVALID | rounds: 0 (expected: 1 to 100000)",
                "/v1/work/compute?rounds=100001 | LIMIT_INVALID | rounds: 100001 (expected: 1 to 100000)",
                "/v1/work/mixed?rounds=x | LIMIT_INVALID | rounds: x (expected: 1 to 100000)",
                "/v1/work/mixed?ms=x | DURATION_INVALID | ms: x (expected: 0 to 60000)",
            })
    void whatIsAskedForWronglyIsRefused_andNothingIsCalled(String target, ProblemCode code, String detail) {
        int before = calls();
        assertProblem(get(target), code, detail);
        assertThat(calls()).isEqualTo(before);
    }
}
