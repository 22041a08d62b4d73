package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import dev.tandem.work.ScriptedNames;
import dev.tandem.work.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Fetching: what is told of each URL, and that no server can do harm to any but its own. */
abstract class FetchContract extends WorkClient {
    /** The time that each URL has. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final JsonMapper JSON = new JsonMapper();

    private final ScriptedServer server = closeLater(start(this::serve));

    private static ScriptedServer start(ScriptedServer.Script script) {
        try {
            return ScriptedServer.start(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(ScriptedServer.Client client) throws IOException, InterruptedException {
        String path = client.path();
        client.send(
                switch (path) {
                    case "/text" ->
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Many: one\r\nX-Other: not asked for\r\n"
                                + "x-many: two\r\nContent-Length: 6\r\n\r\nh\u00c3\u00a9llo";
                    case "/bytes" -> "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n\u00ff\u0000";
                    case "/empty" -> "HTTP/1.1 204 No Content\r\n\r\n";
                    case "/from" -> "HTTP/1.1 302 Found\r\nLocation: via?a\r\n\r\n";
                    case "/via?a" ->
                        "HTTP/1.1 307 Temporary Redirect\r\nLocation: " + server.url("/there") + "\r\n\r\n";
                    case "/loop" -> "HTTP/1.1 301 Moved Permanently\r\nLocation: /loop\r\n\r\n";
                    case "/outside" -> "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2/\r\n\r\n";
                    case "/inside" ->
                        "HTTP/1.1 302 Found\r\nLocation: " + server.url("localhost", "/there") + "\r\n\r\n";
                    case "/nowhere" -> "HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/\r\n\r\n";
                    case "/half" -> "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
                    case "/babble" -> "What?\r\n\r\n";
                    case "/large" -> "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n";
                    case "/flood" -> "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100_000);
                    case "/stall", "/hold" -> "";
                    case "/drip", "/begun" -> "HTTP/1.1 200 OK\r\n\r\n";
                    default -> "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere";
                });
        switch (path) {
            case "/hold" -> {
                client.awaitRelease();
                client.answer("held");
            }
            case "/drip" -> {
                client.awaitRelease();
                client.send("drip");
                client.awaitClosed();
            }
            case "/stall", "/begun", "/large", "/flood", "/babble" -> client.awaitClosed();
            default -> {
                // That was all.
            }
        }
    }

    /** A list of paths of the server, or of whole URLs. */
    private String urls(String... paths) {
        return List.of(paths).stream()
                .map(path -> "'" + (path.startsWith("/") ? server.url(path) : path) + "'")
                .collect(Collectors.joining(",", "'urls':[", "]"));
    }

    /** What is told of them, with the paths alone. */
    private String fetch(String input, String... paths) {
        return result("fetch", urls(paths) + input).replace(server.url("").toString(), "");
    }

    private static String results(String... each) {
        return quoted("{'results':[" + String.join(",", each) + "]}");
    }

    private static List<String> codes(String result) {
        return StreamSupport.stream(JSON.readTree(result).path("results").spliterator(), false)
                .map(one -> one.path("error")
                        .path("code")
                        .asString("" + one.path("status").asInt()))
                .toList();
    }

    @Test
    void eachUrlHasItsResultInItsPlace() {
        String timings = "'timings':{'firstByte':0,'total':0}}";

        assertThat(fetch(",'headers':['Content-Type','X-Many','X-None']", "/text", "/bytes", "/empty", "/from"))
                .isEqualTo(results(
                        "{'url':'/text','status':200,'headers':{'content-type':'text/plain','x-many':'one, two'},"
                                + "'body':'h\u00e9llo','length':6," + timings,
                        "{'url':'/bytes','status':404,'headers':{},'base64':'/wA=','length':2," + timings,
                        "{'url':'/empty','status':204,'headers':{},'body':'','length':0," + timings,
                        "{'url':'/from','location':'/there','status':200,'headers':{},'body':'there','length':5,"
                                + timings));
    }

    @Test
    void aBodyIsDigestedOrForgottenIfThatIsAskedFor() {
        String rest = "'length':5,'timings':{'firstByte':0,'total':0}}";

        assertThat(fetch(",'body':'sha256'", "/there"))
                .isEqualTo(results("{'url':'/there','status':200,'headers':{},"
                        + "'sha256':'e244f187f696561d5fd7e00f618e7ba641dc52e3c137380f6fa23a854b773aac'," + rest));
        assertThat(fetch(",'body':'none'", "/there"))
                .isEqualTo(results("{'url':'/there','status':200,'headers':{}," + rest));
    }

    @Test
    void timesAreToldInMilliseconds() {
        String id = spawnWork("fetch", urls("/hold"));
        server.awaitRequests(1);
        service().advance(Duration.ofMillis(1234));
        server.release();

        assertThat(resultOf(id)).endsWith(quoted("'timings':{'firstByte':1234,'total':1234}}]}"));
    }

    /** Those that hang come first, and leave the others one place of three until their time is over. */
    @Test
    void whateverAServerDoesHasACodeAndDelaysNoOther() throws IOException {
        ScriptedServer plain = closeLater(start(client -> client.send("HTTP/1.1 400 Bad Request\r\n\r\n")));
        String unknown = ScriptedNames.add(() -> {
            throw new UnknownHostException();
        });
        String[] urls = {
            "/stall",
            "/drip",
            "/there",
            "/half",
            "/babble",
            "/large",
            "/flood",
            "/loop",
            "/outside",
            "/inside",
            "/nowhere",
            server.url("localhost", "/there").toString(),
            "http://" + unknown + "/",
            "http://127.0.0.1:" + deadPort() + "/",
            "https://127.0.0.1:" + plain.port() + "/",
            "/from"
        };
        String id = spawnWork("fetch", urls(urls) + ",'concurrency':3,'maxBytes':100,'redirects':3,'timeout':'5s'");

        eventually("all others are there").until(() -> done(id) == urls.length - 2);
        service().advance(TIMEOUT.minusSeconds(1));
        server.release();
        service().advance(Duration.ofSeconds(1));

        assertThat(codes(resultOf(id)))
                .containsExactly(
                        "timeout",
                        "timeout",
                        "200",
                        "closed_early",
                        "protocol_error",
                        "too_large",
                        "too_large",
                        "too_many_redirects",
                        "host_not_allowed",
                        "address_not_allowed",
                        "redirect_invalid",
                        "address_not_allowed",
                        "name_unknown",
                        "connect_failed",
                        "tls_failed",
                        "200");
        server.awaitAllClosed();
    }

    private static int deadPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aFailureIsToldWithAReason() {
        assertThat(fetch("", "/half"))
                .isEqualTo(results("{'url':'/half','error':{'code':'closed_early',"
                        + "'detail':'The connection ended before the response was complete'},'timings':{'total':0}}"));
    }

    @Test
    void aKillClosesTheConnections() {
        String id = spawnWork("fetch", urls("/stall", "/begun", "/stall", "/begun") + ",'timeout':'10m'");
        server.awaitRequests(4);

        assertEnded(kill(id), "killed", "killed");

        server.awaitAllClosed();
    }

    @Test
    void theTimeOfATaskIsThatOfAllItsUrls() {
        String id = id(spawn(task("fetch", urls("/there", "/stall")).replace("10m", "3s")));
        server.awaitRequests(2);
        service().advance(Duration.ofSeconds(3));

        assertEnded(get("/v1/tasks/" + id + "?wait=1m"), "timed_out", "timed_out");
        server.awaitAllClosed();
    }

    @Test
    void whatIsFetchedStandsInTheConfiguration() {
        Reply refused = spawn(task("fetch", urls("/there", "http://127.0.0.2/")));

        assertProblem(
                refused,
                ProblemCode.FETCH_NOT_ALLOWED,
                "input.urls[1]: http://127.0.0.2/ (expected: a host and port that tandem.tasks.fetch.allowed lists)");
        assertThat(server.accepted()).isZero();
    }

    @Test
    void tenThousandUrlsAreTooMany() {
        String[] many = IntStream.range(0, 10_000).mapToObj(i -> "/" + i).toArray(String[]::new);

        assertProblem(
                spawn(task("fetch", urls(many))),
                ProblemCode.FIELD_INVALID,
                "input.urls: an array of 10000 (expected: an array of 1 to 100 strings)");
        assertThat(server.accepted()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'timeout':'-5s'     | DURATION_INVALID",
                "'timeout':'0s'      | DURATION_INVALID",
                "'timeout':'1000h'   | DURATION_INVALID",
                "'timeout':5         | FIELD_INVALID",
                "'maxBytes':1048577  | FIELD_INVALID",
                "'redirects':-1      | FIELD_INVALID",
                "'concurrency':65    | FIELD_INVALID",
                "'headers':['a:b']   | FIELD_INVALID",
                "'body':'base64'     | FIELD_INVALID",
                "'method':'POST'     | FIELD_UNKNOWN",
            })
    void whatIsAskedForHasToMakeSense(String input, ProblemCode code) {
        assertProblem(spawn(task("fetch", urls("/there") + "," + input)), code);
        assertThat(server.accepted()).isZero();
    }
}
