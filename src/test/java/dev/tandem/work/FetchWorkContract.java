package dev.tandem.work;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.task.FetchError;
import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskInput.Fetch.BodyForm;
import dev.tandem.core.task.TaskResult.FetchFailure;
import dev.tandem.core.task.TaskResult.FetchResult;
import dev.tandem.core.task.TaskResult.Fetched;
import dev.tandem.core.task.TaskResult.Response;
import dev.tandem.core.task.WorkSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching: what comes back, what may not be reached, and what becomes of servers that misbehave. */
public abstract class FetchWorkContract extends TaskWorkContract {
    private static final FetchPolicy LOOPBACK = policy(List.of("127.0.0.1:*", "localhost:*"), "127.0.0.0/8", "::1");
    private static final int MAX = 100_000;
    private static final int REDIRECTS = 3;

    private ScriptedServer serve(ScriptedServer.Script script) throws IOException {
        return closeLater(ScriptedServer.start(script));
    }

    private ScriptedServer answering(String response) throws IOException {
        return closeLater(ScriptedServer.answering(response));
    }

    private static TaskInput.Fetch input(URI... urls) {
        return new TaskInput.Fetch(
                List.of(urls), 4, LONG, MAX, REDIRECTS, List.of("content-type", "x-many", "x-none"), BodyForm.CONTENT);
    }

    private static TaskInput.Fetch input(Duration timeout, URI... urls) {
        TaskInput.Fetch usual = input(urls);
        return new TaskInput.Fetch(usual.urls(), 4, timeout, MAX, REDIRECTS, usual.headers(), usual.body());
    }

    private static TaskInput.Fetch input(BodyForm body, int maxBytes, URI... urls) {
        return new TaskInput.Fetch(List.of(urls), 4, LONG, maxBytes, REDIRECTS, List.of(), body);
    }

    private RecordedRun start(TaskInput.Fetch input) {
        return start(settings(LOOPBACK), input);
    }

    private FetchResult fetch(TaskInput.Fetch input) {
        return start(input).await(Fetched.class).results().getFirst();
    }

    private Response response(URI url) {
        return response(input(url));
    }

    private Response response(TaskInput.Fetch input) {
        FetchResult result = fetch(input);
        assertThat(result).isInstanceOf(Response.class);
        return (Response) result;
    }

    private void assertFails(TaskInput.Fetch input, FetchError error) {
        assertFails(fetch(input), error);
    }

    private static void assertFails(FetchResult result, FetchError error) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        FetchFailure.class,
                        failure -> assertThat(failure.error()).isEqualTo(error));
    }

    private static String text(Response response) {
        return new String(response.body(), ISO_8859_1);
    }

    @Test
    void theRequest_saysWhoAsksAndNothingElse() throws IOException {
        ScriptedServer server = answering("HTTP/1.1 204 No Content\r\n\r\n");

        response(URI.create(server.url("/p%20q") + "?x=%C3%A4&y#fragment"));

        List<String> lines = server.requests().getFirst().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("GET /p%20q?x=%C3%A4&y HTTP/1.1");
        assertThat(lines.subList(1, lines.size()).stream().map(line -> line.isEmpty() ? line : lowerCaseName(line)))
                .containsExactlyInAnyOrder(
                        "host: 127.0.0.1:" + server.port(),
                        "user-agent: tandem",
                        "accept: */*",
                        "accept-encoding: identity",
                        "connection: close",
                        "");
    }

    private static String lowerCaseName(String field) {
        String[] parts = field.split(":", 2);
        return parts[0].toLowerCase(java.util.Locale.ROOT) + ":" + parts[1];
    }

    @Test
    void aUrlWithoutPath_isThatOfTheRoot() throws IOException {
        ScriptedServer server = answering("HTTP/1.1 204 No Content\r\n\r\n");

        response(URI.create(server.url("") + "?a"));

        assertThat(server.requests().getFirst()).startsWith("GET /?a HTTP/1.1\r\n");
    }

    static Stream<String> framedBodies() {
        return Stream.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\nTrailer: t\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nbody",
                "HTTP/1.0 200 OK\r\n\r\nbody",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nbody",
                "HTTP/1.1 500 \r\nContent-Length: 4\r\n\r\nbody",
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbodyand something that nobody asked for");
    }

    @ParameterizedTest
    @MethodSource("framedBodies")
    void aBody_endsWhereItsFramingSays(String raw) throws IOException {
        assertThat(text(response(answering(raw).url("/")))).isEqualTo("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified", "200 OK\r\nContent-Length: 0"})
    void aResponseWithoutBody_endsWithItsHead(String statusAndFields) throws IOException {
        ScriptedServer server = serve(client -> {
            client.request();
            client.send("HTTP/1.1 " + statusAndFields + "\r\n\r\n");
            client.awaitClosed();
        });

        Response response = response(server.url("/"));

        assertThat(response.body()).isEmpty();
        assertThat(response.length()).isZero();
        server.awaitAllClosed();
    }

    @Test
    void aBody_isKeptByteForByte_orDigested_orForgotten() throws Exception {
        byte[] bytes = new byte[MAX];
        new Random(1).nextBytes(bytes);
        ScriptedServer server =
                answering("HTTP/1.1 200 OK\r\nContent-Length: " + MAX + "\r\n\r\n" + new String(bytes, ISO_8859_1));

        Response content = response(input(BodyForm.CONTENT, MAX, server.url("/")));
        Response digest = response(input(BodyForm.SHA256, MAX, server.url("/")));
        Response none = response(input(BodyForm.NONE, MAX, server.url("/")));

        assertThat(content.body()).isEqualTo(bytes);
        assertThat(digest.body()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
        assertThat(none.body()).isEmpty();
        assertThat(List.of(content.length(), digest.length(), none.length())).containsOnly((long) MAX);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirect_isFollowed(int status) throws IOException {
        ScriptedServer server = serve(client -> {
            switch (client.path()) {
                case "/dir/from?q" -> client.send("HTTP/1.1 " + status + " X\r\nLocation: ../a\r\n\r\n");
                case "/a" -> client.send("HTTP/1.1 " + status + " X\r\nLocation: ?b\r\nContent-Length: 3\r\n\r\nabc");
                default -> client.answer("there");
            }
        });

        Response response = response(server.url("/dir/from?q"));

        assertThat(text(response)).isEqualTo("there");
        assertThat(response.url()).isEqualTo(server.url("/dir/from?q"));
        assertThat(response.location()).isEqualTo(server.url("/a?b"));
    }

    @Test
    void aRedirect_leadsToAnotherServer_whichIsToldItsOwnName() throws IOException {
        ScriptedServer other = serve(client -> {
            client.request();
            client.answer("other");
        });
        ScriptedServer server =
                answering("HTTP/1.1 302 Found\r\nLocation: " + other.url("localhost", "/x") + "\r\n\r\n");

        Response response = response(server.url("/"));

        assertThat(text(response)).isEqualTo("other");
        assertThat(response.location()).isEqualTo(other.url("localhost", "/x"));
        assertThat(other.requests().getFirst()).containsIgnoringCase("\r\nhost: localhost:" + other.port() + "\r\n");
    }

    @Test
    void aRedirect_mayHoldBytesThatAreNotAscii_butNotInAName() throws IOException {
        ScriptedServer server = serve(client -> {
            switch (client.path()) {
                case "/path" -> client.send("HTTP/1.1 302 Found\r\nLocation: /\u00c3\u0084?\u00e9\r\n\r\n");
                case "/name" -> client.send("HTTP/1.1 302 Found\r\nLocation: http://\u00c3\u00bc.example/\r\n\r\n");
                default -> client.answer("there");
            }
        });

        assertThat(response(server.url("/path")).location()).isEqualTo(server.url("/%C3%84?%E9"));
        assertFails(input(server.url("/name")), FetchError.REDIRECT_INVALID);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 305, 306, 399})
    void anotherStatusOfThatClass_isAResponse(int status) throws IOException {
        ScriptedServer server = answering("HTTP/1.1 " + status + " X\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n");

        assertThat(response(server.url("/")).status()).isEqualTo(status);
    }

    @Test
    void theBodyOfARedirect_isNotWaitedFor() throws IOException {
        ScriptedServer server = serve(client -> {
            if (client.path().equals("/")) {
                client.send("HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 1000\r\n\r\nand then");
                client.awaitClosed();
            } else {
                client.answer("there");
            }
        });

        assertThat(text(response(server.url("/")))).isEqualTo("there");
        server.awaitAllClosed();
    }

    @Test
    void asManyRedirectsAsWereAskedFor_areFollowed() throws IOException {
        ScriptedServer server = serve(client -> {
            int left = Integer.parseInt(client.path().substring(1));
            if (left == 0) {
                client.answer("there");
            } else {
                client.send("HTTP/1.1 302 Found\r\nLocation: /" + (left - 1) + "\r\n\r\n");
            }
        });

        assertThat(text(response(server.url("/" + REDIRECTS)))).isEqualTo("there");
        assertFails(input(server.url("/" + (REDIRECTS + 1))), FetchError.TOO_MANY_REDIRECTS);
    }

    @Test
    void aLoop_isLeft() throws IOException {
        ScriptedServer server = answering("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n");

        assertFails(input(server.url("/")), FetchError.TOO_MANY_REDIRECTS);
        assertThat(server.accepted()).isEqualTo(REDIRECTS + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Location: ftp://127.0.0.1/",
                "Location: file:///etc/passwd",
                "Location: javascript:alert(1)",
                "Location: http:///nowhere",
                "Location: http://user@127.0.0.1/",
                "Location: http://127.0.0.1:0/",
                "Location: http://127.0.0.1:70000/",
                "Location: /a b",
                "X-Location: /a"
            })
    void aRedirectToNowhere_isInvalid(String field) throws IOException {
        assertFails(
                input(answering("HTTP/1.1 302 Found\r\n" + field + "\r\n\r\n").url("/")), FetchError.REDIRECT_INVALID);
    }

    @Test
    void aRedirectToWhatIsNotOnTheList_isNotFollowed() throws IOException {
        ScriptedServer secret = answering("HTTP/1.1 200 OK\r\n\r\nsecret");
        ScriptedServer server = answering("HTTP/1.1 302 Found\r\nLocation: " + secret.url("/") + "\r\n\r\n");
        FetchPolicy one = policy(List.of("127.0.0.1:" + server.port()));

        assertFails(
                start(settings(one), input(server.url("/")))
                        .await(Fetched.class)
                        .results()
                        .getFirst(),
                FetchError.HOST_NOT_ALLOWED);
        assertThat(secret.accepted()).isZero();
    }

    @Test
    void aNameThatLeadsIntoThisMachine_isNotConnectedTo_directlyOrByARedirect() throws IOException {
        ScriptedServer secret = answering("HTTP/1.1 200 OK\r\n\r\nsecret");
        ScriptedServer server =
                answering("HTTP/1.1 302 Found\r\nLocation: " + secret.url("localhost", "/") + "\r\n\r\n");
        FetchPolicy names = policy(List.of("127.0.0.1:" + server.port(), "localhost:*"));

        List<FetchResult> results = start(settings(names), input(secret.url("localhost", "/"), server.url("/")))
                .await(Fetched.class)
                .results();

        assertThat(results).allSatisfy(result -> assertFails(result, FetchError.ADDRESS_NOT_ALLOWED));
        assertThat(secret.accepted()).isZero();
    }

    @Test
    void aNameThatLeadsIntoThisMachine_isConnectedTo_ifItsNetworkIsOnTheList() throws IOException {
        ScriptedServer server = answering("HTTP/1.1 204 No Content\r\n\r\n");

        assertThat(response(server.url("localhost", "/")).status()).isEqualTo(204);
    }

    /** Whoever defines a name may define it anew between the check and the connection. */
    @Test
    void aNameThatLeadsElsewhereTheSecondTime_isConnectedToWhereItWasChecked() throws IOException {
        ScriptedServer server = answering("HTTP/1.1 204 No Content\r\n\r\n");
        AtomicInteger lookups = new AtomicInteger();
        String name =
                ScriptedNames.add(() -> new String[] {lookups.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.2"});
        WorkSettings settings = settings(policy(List.of(name + ":*"), "127.0.0.1/32"));
        TaskInput.Fetch input = input(server.url(name, "/"));

        RecordedRun first = start(settings, input);
        assertThat(first.await(Fetched.class).results().getFirst())
                .isInstanceOfSatisfying(
                        Response.class,
                        response -> assertThat(response.status()).isEqualTo(204));
        assertThat(lookups).hasValue(1);

        RecordedRun second = start(settings, input);
        assertFails(second.await(Fetched.class).results().getFirst(), FetchError.ADDRESS_NOT_ALLOWED);
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void aNameWithManyAddresses_isConnectedToOneThatMayBe() throws IOException {
        ScriptedServer server = answering("HTTP/1.1 204 No Content\r\n\r\n");
        String name = ScriptedNames.add(() -> new String[] {"127.0.0.2", "10.0.0.1", "127.0.0.1", "::1"});

        RecordedRun run = start(settings(policy(List.of(name + ":*"), "127.0.0.1/32")), input(server.url(name, "/")));

        assertThat(run.await(Fetched.class).results().getFirst()).isInstanceOf(Response.class);
    }

    @Test
    void aNameThatIsLookedUpForEver_isLeftWhenTheTimeIsOver_orItIsStopped() throws IOException {
        ScriptedServer server = serve(client -> client.answer(client.path()));
        CountDownLatch release = new CountDownLatch(1);
        closeLater(release::countDown);
        String name = ScriptedNames.add(() -> {
            release.await();
            return new String[] {"127.0.0.1"};
        });
        WorkSettings settings = settings(policy(List.of(name + ":*", "127.0.0.1:*")));
        TaskInput.Fetch input = input(Duration.ofSeconds(5), server.url(name, "/"), server.url("/other"));
        RecordedRun waits = start(settings, input);
        RecordedRun stopped = start(settings, input);
        for (RecordedRun run : List.of(waits, stopped)) {
            eventually("the other one is there").until(() -> run.progress().size() == 1);
        }

        stopped.stop();
        stopped.awaitStopped();
        ticker().advance(Duration.ofSeconds(5));

        List<FetchResult> results = waits.await(Fetched.class).results();
        assertFails(results.getFirst(), FetchError.TIMEOUT);
        assertThat(results.getLast()).isInstanceOf(Response.class);
    }

    @ParameterizedTest
    @MethodSource("dev.tandem.work.MalformedResponses#nonsense")
    void whatIsNotHttp_isAnErrorOfTheProtocol_beforeTheServerCloses(String nonsense) throws IOException {
        ScriptedServer server = serve(client -> {
            client.request();
            client.send(nonsense);
            client.awaitClosed();
        });

        assertFails(input(server.url("/")), FetchError.PROTOCOL_ERROR);
        server.awaitAllClosed();
    }

    static Stream<String> unfinished() {
        return Stream.of(
                "",
                "HTTP/1.1 200 OK\r\nContent-",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbod",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n");
    }

    @ParameterizedTest
    @MethodSource("unfinished")
    void aServerThatClosesEarly_isToldFromOneThatHasFinished(String part) throws IOException {
        assertFails(input(answering(part).url("/")), FetchError.CLOSED_EARLY);
    }

    @Test
    void aServerThatDies_hasClosedEarly() throws IOException {
        ScriptedServer server = serve(client -> {
            client.request();
            client.reset();
        });

        assertFails(input(server.url("/")), FetchError.CLOSED_EARLY);
    }

    @ParameterizedTest
    @CsvSource({"CONTENT, 10", "SHA256, 10", "NONE, 10", "CONTENT, 0"})
    void aBodyOfTheLargestSize_isTaken_andOneByteMoreIsNot(BodyForm form, int max) throws IOException {
        String exact = "x".repeat(max);
        ScriptedServer fits = answering("HTTP/1.1 200 OK\r\n\r\n" + exact);
        ScriptedServer sized = answering("HTTP/1.1 200 OK\r\nContent-Length: " + max + "\r\n\r\n" + exact);
        ScriptedServer over = answering("HTTP/1.1 200 OK\r\n\r\n" + exact + "y");

        assertThat(response(input(form, max, fits.url("/"))).length()).isEqualTo(max);
        assertThat(response(input(form, max, sized.url("/"))).length()).isEqualTo(max);
        assertFails(input(form, max, over.url("/")), FetchError.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 11\r\n\r\n",
                "Content-Length: 123456789012\r\n\r\n",
                "X: y\r\n\r\n0123456789A",
                "Transfer-Encoding: chunked\r\n\r\nb\r\n0123456789A"
            })
    void whatIsTooLarge_isLeftAtOnce(String rest) throws IOException {
        ScriptedServer server = serve(client -> {
            client.request();
            client.send("HTTP/1.1 200 OK\r\n" + rest);
            client.awaitClosed();
        });

        assertFails(input(BodyForm.NONE, 10, server.url("/")), FetchError.TOO_LARGE);
        server.awaitAllClosed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n"
            })
    void aServerThatStalls_isLeftWhenTheTimeIsOver(String part) throws IOException {
        ScriptedServer server = serve(client -> {
            client.request();
            client.send(part);
            client.awaitClosed();
        });
        RecordedRun run = start(input(Duration.ofSeconds(5), server.url("/")));
        server.awaitRequests(1);

        ticker().advance(Duration.ofMillis(4_999));
        assertThat(run.hasEnded()).isFalse();
        ticker().advance(Duration.ofMillis(1));

        FetchFailure failure = (FetchFailure) run.await(Fetched.class).results().getFirst();
        assertThat(failure.error()).isEqualTo(FetchError.TIMEOUT);
        assertThat(failure.total()).isEqualTo(Duration.ofSeconds(5));
        server.awaitAllClosed();
    }

    @Test
    void aServerThatDrips_doesNotPutTheEndOfItsTimeOff() throws IOException {
        List<ScriptedServer.Client> dripping = new ArrayList<>();
        ScriptedServer server = serve(client -> {
            client.request();
            client.send("HTTP/1.1 200 OK\r\n\r\n");
            synchronized (dripping) {
                dripping.add(client);
            }
            client.awaitClosed();
        });
        RecordedRun run = start(input(Duration.ofSeconds(5), server.url("/")));
        eventually("it drips").until(() -> {
            synchronized (dripping) {
                return !dripping.isEmpty();
            }
        });

        for (int second = 0; second < 5; second++) {
            dripping.getFirst().send("drip");
            ticker().advance(SECOND);
        }

        assertFails(run.await(Fetched.class).results().getFirst(), FetchError.TIMEOUT);
        server.awaitAllClosed();
    }

    @Test
    void redirects_haveOneTimeForAllOfThem() throws IOException {
        ScriptedServer server = serve(client -> {
            if (client.path().equals("/")) {
                client.awaitRelease();
                client.send("HTTP/1.1 302 Found\r\nLocation: /stalls\r\n\r\n");
            } else {
                client.awaitClosed();
            }
        });
        RecordedRun run = start(input(Duration.ofSeconds(5), server.url("/")));
        server.awaitRequests(1);
        ticker().advance(Duration.ofSeconds(3));
        server.release();
        server.awaitRequests(2);
        ticker().advance(Duration.ofSeconds(2));

        assertFails(run.await(Fetched.class).results().getFirst(), FetchError.TIMEOUT);
        server.awaitAllClosed();
    }

    @Test
    void timings_areToldFromTheTurnToTheHeadAndToTheEnd() throws Exception {
        List<ScriptedServer.Client> waiting = new ArrayList<>();
        ScriptedServer server = serve(client -> {
            client.request();
            synchronized (waiting) {
                waiting.add(client);
            }
            client.awaitClosed();
        });
        RecordedRun run = start(input(server.url("/")));
        eventually("it waits").until(() -> {
            synchronized (waiting) {
                return !waiting.isEmpty();
            }
        });
        ticker().advance(Duration.ofMillis(30));
        waiting.getFirst().send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody");

        Response response = (Response) run.await(Fetched.class).results().getFirst();

        assertThat(response.firstByte()).isEqualTo(Duration.ofMillis(30));
        assertThat(response.total()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void oneThatHangs_delaysNoOther_andTheResultsAreInOrder() throws IOException {
        ScriptedServer server = serve(client -> {
            String path = client.path();
            if (path.equals("/0")) {
                client.awaitRelease();
            }
            client.answer(path);
        });
        int count = 40;
        URI[] urls = IntStream.range(0, count)
                .mapToObj(index -> server.url("/" + index))
                .toArray(URI[]::new);
        RecordedRun run = start(input(urls));

        eventually("all others are there")
                .untilAsserted(() -> assertThat(run.progress())
                        .extracting(RecordedRun.Progress::done)
                        .contains(count - 1));
        assertThat(run.hasEnded()).isFalse();
        server.release();

        assertThat(run.await(Fetched.class).results())
                .extracting(result -> text((Response) result))
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(index -> "/" + index).toList());
        assertThat(run.progress()).hasSize(count).contains(new RecordedRun.Progress(count, count));
        assertThat(server.mostOpen()).isLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody",
                "HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n"
            })
    void stopping_closesTheConnections(String part) throws IOException {
        ScriptedServer server = serve(client -> {
            if (client.path().equals("/again")) {
                client.awaitClosed();
            }
            client.send(part);
            client.awaitClosed();
        });
        URI[] urls = IntStream.range(0, 20).mapToObj(i -> server.url("/" + i)).toArray(URI[]::new);
        RecordedRun run = start(input(urls));
        server.awaitRequests(4);

        run.stop();
        run.awaitStopped();

        server.awaitAllClosed();
        assertThat(run.progress()).isEmpty();
        run.stop();
    }

    @Test
    void stoppingAtAnyMoment_leavesNothing() throws IOException {
        Random random = new Random(20_261);
        ScriptedServer server = serve(client -> {
            client.request();
            client.send("HTTP/1.1 200 OK\r\n");
            client.send("Content-Length: 4\r\n\r\nbo");
            client.send("dy");
        });
        URI[] urls = IntStream.range(0, 30).mapToObj(i -> server.url("/" + i)).toArray(URI[]::new);
        for (int i = 0; i < 50; i++) {
            int progress = random.nextInt(4);
            RecordedRun run = start(input(urls));
            eventually("so much is done").until(() -> run.progress().size() >= progress || run.hasEnded());
            for (int spin = random.nextInt(20_000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            run.stop();
            run.awaitEnd();
            server.awaitAllClosed();
        }
    }

    @Test
    void stoppingAtOnce_leavesNothing() throws IOException {
        ScriptedServer server = serve(client -> {
            client.request();
            client.awaitClosed();
        });
        for (int i = 0; i < 50; i++) {
            RecordedRun run = start(input(server.url("localhost", "/")));
            run.stop();
            run.awaitStopped();
            server.awaitAllClosed();
        }
    }

    @Test
    void encrypted_theServersNameIsHeldAgainstItsCertificate(@TempDir Path directory) throws Exception {
        SSLContext context = Certificates.create(directory);
        SSLContext before = SSLContext.getDefault();
        ScriptedServer server = closeLater(
                ScriptedServer.start(context.getServerSocketFactory(), client -> client.answer(client.path())));
        try {
            SSLContext.setDefault(context);
            List<FetchResult> results = start(input(server.url("localhost", "/ok"), server.url("127.0.0.1", "/ok")))
                    .await(Fetched.class)
                    .results();

            assertThat(text((Response) results.get(0))).isEqualTo("/ok");
            assertFails(results.get(1), FetchError.TLS_FAILED);
        } finally {
            SSLContext.setDefault(before);
        }
    }

    @Test
    void encrypted_aCertificateThatNobodyKnows_isNotTrusted(@TempDir Path directory) throws Exception {
        ScriptedServer server = closeLater(ScriptedServer.start(
                Certificates.create(directory).getServerSocketFactory(), client -> client.answer(client.path())));

        assertFails(input(server.url("localhost", "/")), FetchError.TLS_FAILED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void encrypted_aServerThatIsNot_orLeaves_fails() throws IOException {
        ScriptedServer plain = serve(client -> {
            client.send("HTTP/1.1 400 Bad Request\r\n\r\n");
            client.awaitClosed();
        });
        ScriptedServer leaves = serve(ScriptedServer.Client::close);

        assertFails(input(URI.create("https://127.0.0.1:" + plain.port() + "/")), FetchError.TLS_FAILED);
        assertFails(input(URI.create("https://127.0.0.1:" + leaves.port() + "/")), FetchError.TLS_FAILED);
        plain.awaitAllClosed();
    }

    @Test
    void encrypted_aHandshakeThatStalls_isLeftWhenTheTimeIsOver() throws IOException {
        ScriptedServer server = serve(ScriptedServer.Client::awaitClosed);
        RecordedRun run = start(input(Duration.ofSeconds(5), URI.create("https://127.0.0.1:" + server.port() + "/")));
        eventually("it is connected").until(() -> server.accepted() == 1);
        ticker().advance(Duration.ofSeconds(5));

        assertFails(run.await(Fetched.class).results().getFirst(), FetchError.TIMEOUT);
        server.awaitAllClosed();
    }

    // What either client would have made something else of

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void aLengthWhereThereIsNoBody_isNotThatOfABody(String status) throws IOException {
        Response response = response(input(
                BodyForm.CONTENT,
                1000,
                answering("HTTP/1.1 " + status + "\r\nContent-Length: 1000000\r\n\r\n")
                        .url("/")));

        assertThat(response.length()).isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.tandem.work.MalformedResponses#doubtfulHeads")
    void aHeadThatCouldMeanSomethingElse_isAnErrorOfTheProtocol(String raw) throws IOException {
        assertFails(input(answering(raw).url("/")), FetchError.PROTOCOL_ERROR);
    }
}
