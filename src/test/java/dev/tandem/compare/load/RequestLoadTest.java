package dev.tandem.compare.load;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tandem.work.ScriptedServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over real sockets: when they leave, how long they are said to take, and what becomes of them. */
@SuppressWarnings("try") // Closing is what is tested, and some only have to be there.
class RequestLoadTest {
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Request GET = Request.get("/");
    private static final long SEED = 7;

    /** Of what a histogram keeps. */
    private static final double PRECISION = 0.999;

    private final Generator generator = new Generator("test-load");

    @AfterEach
    void close() {
        generator.close();
    }

    private RequestLoad load(Endpoint endpoint, double rate, int connections, Duration timeout, Request... mix) {
        return new RequestLoad(generator, endpoint, List.of(mix), Pace.poisson(rate, SEED), connections, timeout);
    }

    private RequestLoad started(Endpoint endpoint, double rate, int connections, Duration timeout, Request... mix) {
        RequestLoad load = load(endpoint, rate, connections, timeout, mix);
        load.start();
        return load;
    }

    /** Begins in one turn of the generator, so that the first is recorded whatever else the machine does. */
    private Recording recordedFromTheFirst(RequestLoad load, Duration span) {
        return generator
                .call(() -> {
                    CompletableFuture<Recording> recorded = load.recordAhead(span);
                    load.start();
                    return recorded;
                })
                .join();
    }

    private static Endpoint at(ScriptedServer server) {
        return Endpoint.of(server.url(""));
    }

    private static Endpoint nobody() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Endpoint.of(URI.create("http://127.0.0.1:" + listener.getLocalPort()));
        }
    }

    private static ScriptedServer answering(String... parts) throws IOException {
        return ScriptedServer.start(client -> {
            while (true) {
                client.request();
                for (String part : parts) {
                    client.send(escaped(part));
                }
            }
        });
    }

    /** One that closes after each answer. */
    private static ScriptedServer answeringOnce(String response) throws IOException {
        return ScriptedServer.answering(escaped(response));
    }

    private static String escaped(String text) {
        return text.replace("~", "\r\n");
    }

    /** When requests are due, counted from the first of all. */
    private static List<Long> schedule(double rate, long count) {
        Pace pace = Pace.poisson(rate, SEED);
        pace.nextNanos();
        List<Long> due = new ArrayList<>(List.of(0L));
        while (due.size() < count) {
            due.add(due.getLast() + pace.nextNanos());
        }
        return due;
    }

    private static long sum(Recording recording) {
        return recording.completedCount()
                + recording.errors().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
    }

    private static void assertAllCompleted(Recording recording) {
        assertThat(recording.errors()).isEmpty();
        assertThat(recording.dueCount()).isPositive();
        assertThat(recording.completedCount()).isEqualTo(recording.dueCount());
        assertThat(recording.latency().getTotalCount()).isEqualTo(recording.dueCount());
        assertThat(recording.lateness().getTotalCount()).isEqualTo(recording.dueCount());
    }

    @Test
    void whatIsDue_isSentAndAnswered() {
        try (var upstream = new Upstream();
                var load = started(Endpoint.of(upstream.url()), 500, 50, LONG, GET)) {
            Recording recording = load.record(Duration.ofMillis(500));

            assertAllCompleted(recording);
            assertThat(recording.byteCount()).isEqualTo(128 * recording.dueCount());
            // Five standard deviations.
            assertThat(recording.dueCount()).isCloseTo(250, within(80L));
        }
    }

    /** As when it reads for so long that it sees nothing else, from before it records; hardly anything need be due. */
    @Test
    void aGeneratorThatIsBusy_isSeenToBeLate() {
        long busy = TimeUnit.MILLISECONDS.toNanos(80);
        try (var upstream = new Upstream();
                var load = started(Endpoint.of(upstream.url()), 1, 1, LONG, GET)) {
            CompletableFuture<Recording> recorded = generator.call(() -> {
                beBusy(busy);
                CompletableFuture<Recording> begun = load.recordAhead(Duration.ofMillis(200));
                beBusy(busy);
                return begun;
            });

            // One look in two milliseconds, and those of the second half of that time were less late.
            assertThat(recorded.join().ownLateness().getCountBetweenValues(busy / 2, Recording.LONGEST))
                    .isGreaterThanOrEqualTo(busy / 2 / TimeUnit.MILLISECONDS.toNanos(2) - 2);
        }
    }

    private static void beBusy(long nanos) {
        long begin = System.nanoTime();
        long now;
        do {
            now = System.nanoTime();
        } while (now - begin < nanos);
    }

    /** It is back when the time is over, and finds all answers at once. */
    @Test
    void whatIsAnsweredWhileTheGeneratorIsBusy_isInFlightUntilItIsNoticed() throws IOException {
        try (var server = ScriptedServer.start(client -> {
                    client.request();
                    client.awaitRelease();
                    client.answer("");
                    client.awaitClosed();
                });
                var load = started(at(server), 300, 100, LONG, GET)) {
            server.awaitRequests(3);
            load.rate(0.001);
            double waiting = load.record(SHORT).meanInFlight();

            Recording recording = generator
                    .call(() -> {
                        CompletableFuture<Recording> recorded = load.recordAhead(SHORT);
                        server.release();
                        beBusy(SHORT.toNanos());
                        return recorded;
                    })
                    .join();

            assertThat(recording.meanInFlight()).isEqualTo(waiting).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void requestsLeave_thoughNothingIsAnswered() throws IOException {
        try (var server = ScriptedServer.start(client -> {
                    while (true) {
                        client.request();
                        client.awaitRelease();
                        client.answer("");
                    }
                });
                var load = load(at(server), 300, 1000, LONG, GET)) {
            load.start();
            CompletableFuture<Recording> recorded = load.recordAhead(SHORT);
            server.awaitRequests(30);
            server.release();

            Recording recording = recorded.join();
            assertAllCompleted(recording);
        }
    }

    /** A closed loop would send one request into the stall, and tell of one slow answer. */
    @Test
    void aStall_isChargedToAllThatWasDueMeanwhile() throws IOException {
        double rate = 200;
        Duration stall = Duration.ofMillis(300);
        AtomicBoolean over = new AtomicBoolean();
        try (var server = ScriptedServer.start(client -> {
                    while (true) {
                        client.request();
                        if (over.compareAndSet(false, true)) {
                            new CountDownLatch(1).await(stall.toNanos(), TimeUnit.NANOSECONDS);
                        }
                        client.answer("");
                    }
                });
                var load = load(at(server), rate, 1, LONG, GET)) {
            Recording recording = recordedFromTheFirst(load, Duration.ofMillis(500));

            assertAllCompleted(recording);
            List<Long> due = schedule(rate, recording.dueCount());
            for (long part = 1; part < 10; part++) {
                long nanos = stall.toNanos() * part / 10;
                // What was due d after the first was answered no earlier than the stall less d after its time.
                long expected = due.stream()
                        .filter(after -> (stall.toNanos() - after) * PRECISION >= nanos)
                        .count();
                assertThat(recording.latency().getCountBetweenValues(nanos, Recording.LONGEST))
                        .isGreaterThanOrEqualTo(expected);
            }
        }
    }

    @Test
    void withoutAFreeConnection_aRequestWaits_andIsCharged() {
        double rate = 100;
        long takes = TimeUnit.MILLISECONDS.toNanos(50);
        try (var upstream = new Upstream();
                var load = load(Endpoint.of(upstream.url()), rate, 2, LONG, Request.get("/?ms=50"))) {
            Recording recording = recordedFromTheFirst(load, Duration.ofMillis(400));

            assertAllCompleted(recording);
            List<Long> due = schedule(rate, recording.dueCount());
            long latest = 0;
            for (int i = 0; i < due.size(); i++) {
                latest = Math.max(latest, i / 2 * takes - due.get(i));
            }
            assertThat(latest).isGreaterThan(takes);
            assertThat((double) recording.lateness().getMaxValue()).isGreaterThanOrEqualTo(latest * PRECISION);
            assertThat((double) recording.latency().getMaxValue()).isGreaterThanOrEqualTo((latest + takes) * PRECISION);
        }
    }

    @Test
    void thereAreNoMoreConnectionsThanAllowed() throws IOException {
        try (var server = answering("HTTP/1.1 204 No Content~~");
                var load = load(at(server), 500, 5, LONG, GET)) {
            load.connect(3);
            assertThat(server.accepted()).isLessThanOrEqualTo(3);
            load.connect(100);
            load.start();

            assertAllCompleted(load.record(SHORT));
            assertThat(server.accepted()).isEqualTo(5);
        }
    }

    @Test
    void connectionsTakeTurns() throws IOException {
        var served = new ConcurrentLinkedQueue<ScriptedServer.Client>();
        try (var server = ScriptedServer.start(client -> {
                    while (true) {
                        client.request();
                        served.add(client);
                        client.answer("");
                    }
                });
                var load = load(at(server), 500, 4, LONG, GET)) {
            load.connect(4);
            load.start();

            assertAllCompleted(load.record(SHORT));
            assertThat(served.stream().distinct()).hasSize(4);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "503 Busy      | HTTP/1.1 503 Busy~Content-Length: 0~~                                             | status_503",
                "redirect      | HTTP/1.1 302 Found~Location: /~Content-Length: 0~~                                | status_302",
                "upgrade       | HTTP/1.1 101 Switching Protocols~Upgrade: x~Connection: upgrade~~                 | status_101",
                "rubbish       | rubbish~~                                                                         | malformed",
                "bad version   | HTTQ/1.1 200 OK~Content-Length: 0~~                                               | malformed",
                "bad length    | HTTP/1.1 200 OK~Content-Length: x~~                                               | malformed",
                "bad chunk     | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~x~0~~                              | malformed",
                "answer twice  | HTTP/1.1 200 OK~Content-Length: 1~~xHTTP/1.1 200 OK~Content-Length: 1~~x          | unasked",
                "answer and ½  | HTTP/1.1 200 OK~Content-Length: 1~~xHTTP/1.1 2                                    | unasked",
                "too long      | HTTP/1.1 200 OK~Content-Length: 1~~xyz                                            | unasked",
            })
    void whatIsNoGoodAnswer_isAnErrorByItsName(String what, String response, String error) throws IOException {
        try (var server = answering(response);
                var load = started(at(server), 300, 5, LONG, GET)) {
            assertErrors(load.record(SHORT), error);
        }
    }

    private static void assertErrors(Recording recording, String error) {
        assertThat(recording.dueCount()).isPositive();
        assertThat(recording.completedCount()).isZero();
        assertThat(recording.latency().getTotalCount()).isZero();
        assertThat(recording.errors()).containsExactly(Map.entry(error, recording.dueCount()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK~Content-Le",
                "HTTP/1.1 200 OK~Content-Length: 10~~short",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~short~",
                "HTTP/1.1 100 Continue~~",
            })
    void anAnswerThatBreaksOff_isAnError(String response) throws IOException {
        try (var server = answeringOnce(response);
                var load = started(at(server), 300, 5, LONG, GET)) {
            Recording recording = load.record(SHORT);

            assertThat(recording.completedCount()).isZero();
            assertThat(recording.errors().keySet()).isSubsetOf("closed", "malformed");
            assertThat(sum(recording)).isEqualTo(recording.dueCount());
        }
    }

    @Test
    void aReset_isAnError() throws IOException {
        try (var server = ScriptedServer.start(client -> {
                    client.request();
                    client.reset();
                });
                var load = started(at(server), 300, 5, LONG, GET)) {
            assertErrors(load.record(SHORT), "closed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK~Content-Length: 3~~abc",
                "HTTP/1.1 299 Fine~content-length:3~~abc",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~a~2;x=y~bc~0~~",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~3~abc~0~Trailer: x~~",
                "HTTP/1.1 200 OK~Connection: close~Content-Length: 3~~abc",
                "HTTP/1.0 200 OK~Connection: keep-alive~Content-Length: 3~~abc",
                "HTTP/1.0 200 OK~Content-Length: 3~~abc",
                "HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 3~~abc",
                "HTTP/1.1 103 Early Hints~Link: x~~HTTP/1.1 200 OK~Content-Length: 3~~abc",
            })
    void aGoodAnswer_isOneHoweverItIsWritten(String response) throws IOException {
        try (var server = answering(response);
                var load = started(at(server), 300, 5, LONG, GET)) {
            Recording recording = load.record(SHORT);

            assertAllCompleted(recording);
            assertThat(recording.byteCount()).isEqualTo(3 * recording.dueCount());
            if (!response.contains("close") && !response.contains("HTTP/1.0 200 OK~Content")) {
                assertThat(server.accepted()).isLessThanOrEqualTo(5);
            }
        }
    }

    @Test
    void anAnswerMayEndWithItsConnection() throws IOException {
        try (var server = answeringOnce("HTTP/1.1 200 OK~~abc");
                var load = started(at(server), 300, 5, LONG, GET)) {
            Recording recording = load.record(SHORT);

            assertAllCompleted(recording);
            assertThat(recording.byteCount()).isEqualTo(3 * recording.dueCount());
        }
    }

    @Test
    void anAnswerMayComeInPieces() throws IOException {
        try (var server = answering("H", "TTP/1.1 200 O", "K~Content-Len", "gth: 3~", "~", "ab", "c");
                var load = started(at(server), 300, 20, LONG, GET)) {
            Recording recording = load.record(SHORT);

            assertAllCompleted(recording);
            assertThat(recording.byteCount()).isEqualTo(3 * recording.dueCount());
        }
    }

    @Test
    void theAnswerToHead_hasNoBody() throws IOException {
        try (var server = answering("HTTP/1.1 200 OK~Content-Length: 1000~~");
                var load = started(at(server), 300, 5, LONG, new Request("HEAD", "/", Map.of(), "", 1))) {
            assertAllCompleted(load.record(SHORT));
        }
    }

    @Test
    void silence_isATimeout_alsoForThoseThatWaitForAConnection() throws IOException {
        try (var server = ScriptedServer.start(ScriptedServer.Client::awaitClosed);
                var load = load(at(server), 300, 2, SHORT, GET)) {
            Recording recording = recordedFromTheFirst(load, SHORT);

            assertThat(recording.completedCount()).isZero();
            assertThat(recording.errors().keySet()).contains("timeout").isSubsetOf("timeout", "no_connection");
            assertThat(recording.failedNanos()).isGreaterThan(recording.dueCount() * SHORT.toNanos());
            assertThat(sum(recording)).isEqualTo(recording.dueCount());
            assertThat(server.mostOpen()).isLessThanOrEqualTo(2 + 2);
        }
    }

    @Test
    void aServerThatIsNotThere_isAnErrorOfEachRequest() throws IOException {
        try (var load = started(nobody(), 300, 5, LONG, GET)) {
            assertErrors(load.record(SHORT), "connect");
            assertThatThrownBy(() -> load.connect(1)).hasRootCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void whateverHappens_eachRequestEndsOnce() throws IOException {
        AtomicInteger number = new AtomicInteger();
        try (var server = ScriptedServer.start(client -> {
                    while (true) {
                        client.request();
                        switch (number.getAndIncrement() % 6) {
                            case 0 -> client.reset();
                            case 1 -> client.close();
                            case 2 -> client.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
                            case 3 -> client.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx!");
                            case 4 -> client.awaitClosed();
                            default -> client.answer("x");
                        }
                    }
                });
                var load = started(at(server), 300, 10, Duration.ofMillis(100), GET)) {
            for (int i = 0; i < 2; i++) {
                Recording recording = load.record(SHORT);

                assertThat(recording.dueCount()).isPositive();
                assertThat(sum(recording)).isEqualTo(recording.dueCount());
                assertThat(recording.latency().getTotalCount()).isEqualTo(recording.completedCount());
            }
        }
    }

    /**
     * How many are in flight is how many come, times how long each stays. At each edge of the time some are only half in it: no
     * more than come in the longest latency, and none by more than that. Between two samples it is wrong by no more either.
     */
    @Test
    void littlesLawHolds() {
        Duration span = Duration.ofMillis(800);
        try (var upstream = new Upstream();
                var load = started(Endpoint.of(upstream.url()), 400, 200, LONG, Request.get("/?ms=50"))) {
            long before = load.record(SHORT).latency().getMaxValue();
            Recording recording = load.record(span);

            double mean = recording.latency().getMean();
            double longest = (double) Math.max(before, recording.latency().getMaxValue());
            double expected = recording.completedCount() * mean / span.toNanos();
            assertThat(expected).isGreaterThan(10);
            assertThat(recording.meanInFlight())
                    .isCloseTo(expected, within(expected * 2 * longest * longest / (mean * span.toNanos())));
        }
    }

    @Test
    void requests_areMixedByTheirWeights() throws IOException {
        try (var server = answering("HTTP/1.1 204 No Content~~");
                var load = load(
                        at(server),
                        1000,
                        20,
                        LONG,
                        new Request("GET", "/often", Map.of(), "", 3),
                        new Request("DELETE", "/seldom", Map.of(), "", 1))) {
            load.start();
            server.awaitRequests(400);

            List<String> seen = server.requests().subList(0, 400);
            long often =
                    seen.stream().filter(head -> head.startsWith("GET /often ")).count();
            // Five standard deviations.
            assertThat(often).isCloseTo(300, within(45L));
            assertThat(seen.stream().filter(head -> head.startsWith("DELETE /seldom ")))
                    .hasSize(400 - (int) often);
        }
    }

    @Test
    void aBodyIsSent_withTheTimeInIt() throws IOException {
        String body = "ä%s.".formatted(Request.STAMP);
        var bodies = new ConcurrentLinkedQueue<String>();
        try (var server = ScriptedServer.start(client -> {
                    while (true) {
                        client.request();
                        bodies.add(client.read(Request.STAMP.length() + 3));
                        client.answer("");
                    }
                });
                var load = load(at(server), 300, 3, LONG, Request.post("/p", "text/plain", body))) {
            long before = System.nanoTime();
            load.start();
            assertAllCompleted(load.record(SHORT));
            load.rate(0.001);
            long after = System.nanoTime();

            assertThat(server.requests().getFirst().split("\r\n", -1))
                    .startsWith("POST /p HTTP/1.1")
                    .contains(
                            "Content-Type: text/plain",
                            "Content-Length: 22",
                            "Host: " + at(server).authority());
            assertThat(bodies).isNotEmpty().allSatisfy(sent -> {
                assertThat(sent).startsWith("\u00c3\u00a4").endsWith(".");
                assertThat(Stamps.read(sent, 2)).isBetween(before, after);
            });
            assertThat(bodies.stream().map(sent -> Stamps.read(sent, 2)).distinct())
                    .hasSameSizeAs(bodies);
        }
    }

    @Test
    void aFieldOfTheRequest_standsForThatOfTheLoad() throws IOException {
        try (var server = answering("HTTP/1.1 204 No Content~~");
                var load = started(at(server), 300, 3, LONG, new Request("PUT", "/", Map.of("host", "other"), "", 1))) {
            server.awaitRequests(1);

            assertThat(server.requests().getFirst())
                    .isEqualTo("PUT / HTTP/1.1\r\nContent-Length: 0\r\nhost: other\r\n\r\n");
            assertAllCompleted(load.record(SHORT));
        }
    }

    @Test
    void theRateCanBeChanged() {
        try (var upstream = new Upstream();
                var load = started(Endpoint.of(upstream.url()), 0.001, 50, LONG, GET)) {
            assertThat(load.record(SHORT).dueCount()).isZero();

            load.rate(1000);
            Recording faster = load.record(SHORT);
            assertAllCompleted(faster);
            // Five standard deviations.
            assertThat(faster.dueCount()).isCloseTo(60, within(40L));

            load.rate(0.001);
            load.record(Duration.ofMillis(1));
            assertThat(load.record(SHORT).dueCount()).isZero();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closing_leavesNoConnection() throws IOException {
        try (var server = ScriptedServer.start(ScriptedServer.Client::awaitClosed)) {
            var load = load(at(server), 500, 20, LONG, GET);
            load.connect(5);
            load.start();
            CompletableFuture<Recording> recorded = load.recordAhead(LONG);
            eventually().until(() -> server.accepted() == 20);
            load.close();

            server.awaitAllClosed();
            assertThat(socketsTo(server.port())).isZero();
            assertThat(recorded).isCancelled();
        }
    }

    /** The queue of a listener that accepts nothing is soon full, and whoever comes then has to wait. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void closing_leavesNoConnectionThatIsBeingMade() throws IOException {
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var load =
                    started(Endpoint.of(URI.create("http://127.0.0.1:" + nobody.getLocalPort())), 500, 20, LONG, GET);
            eventually().until(() -> socketsTo(nobody.getLocalPort()) == 20);
            load.close();

            assertThat(socketsTo(nobody.getLocalPort())).isZero();
        }
    }

    /** Those that a process still has; one that is closed has no more inode. */
    private static long socketsTo(int port) throws IOException {
        long count = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            count += Files.readAllLines(Path.of(table)).stream()
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(fields -> fields[2].endsWith(":%04X".formatted(port)) && !fields[9].equals("0"))
                    .count();
        }
        return count;
    }

    @Test
    void thereIsOneRecordingAtATime() throws IOException {
        try (var load = load(nobody(), 1, 1, LONG, GET)) {
            CompletableFuture<Recording> first = load.recordAhead(LONG);

            assertThatThrownBy(() -> load.record(LONG)).hasRootCauseInstanceOf(IllegalStateException.class);
            assertThat(first).isNotDone();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aWeightThatIsNone_isRefused(double weight) {
        assertThatThrownBy(() -> new Request("GET", "/", Map.of(), "", weight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight: %s (expected: > 0)", weight);
    }
}
