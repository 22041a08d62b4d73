package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.routing.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that do not come to an end, on a server that waits 400 ms for one, and 500 ms between two. */
abstract class SlowRequestContract extends Contract {
    @Override
    final Service service() {
        return Service.shared(Service.Variant.IMPATIENT);
    }

    private static final String POST = "POST /v1/channels/half/messages HTTP/1.1\r\nHost: a\r\n";

    private static final String[] HALVES = {
        "G",
        "GET /livez HTTP/1.1",
        "GET /livez HTTP/1.1\r\nHost: a",
        "GET /livez HTTP/1.1\r\nHost: a\r\n",
        "POST /v1/channels/half/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n",
        "POST /v1/channels/half/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
        "POST /v1/channels/half/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /v1/channels/half/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "POST /v1/channels/half/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n",
        "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"
    };

    @Test
    void aHalfSentRequestTimesOut() {
        Map<String, RawConnection> connections = new LinkedHashMap<>();
        for (String half : HALVES) {
            connections.put(half, connect().send(half));
        }

        connections.forEach((half, connection) -> {
            Reply reply = connection.reply();
            assertThat(reply.status()).as("%s%n%s", half, reply).isEqualTo(408);
            assertProblem(reply, ProblemCode.REQUEST_TIMEOUT, "The request was not complete within 400ms");
            assertThat(reply.json().path("expected").asString()).isEqualTo("all of it within 400ms");
            assertThat(reply.header("Connection")).contains("close");
            connection.awaitClosed();
        });
        assertNothingWasPublished();
    }

    /** The deadline is for the whole request: a byte now and then buys no more time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /livez HTTP/1.1\r\nHost: a\r\nX: ",
                POST + "Content-Length: 100000\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n10000\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n1;",
                POST + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: ",
                "GET /v1/channels/half/messages?wait=1m HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
                "GET /v1/channels/half/events HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
                "GET /v1/events?channel=half HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;",
                "GET /v1/channels/half/ws HTTP/1.1\r\nHost: a\r\n" + RawWebSocket.FIELDS
                        + "Content-Length: 100000\r\n\r\n"
            })
    void aRequestThatDripsTimesOut(String head) {
        RawConnection connection = connect().send(head);
        Reply reply = whileItDrips(connection, 'x', connection::reply);

        assertProblem(reply, ProblemCode.REQUEST_TIMEOUT);
        assertThat(reply.header("Connection")).contains("close");
        assertNothingWasPublished();
    }

    @Test
    void blankLinesAreTheBeginningOfARequest() {
        RawConnection connection = connect();

        assertProblem(whileItDrips(connection, '\n', connection::reply), ProblemCode.REQUEST_TIMEOUT);
    }

    /** Where nobody waits for the body, the answer does not either; then the connection is closed. */
    @ParameterizedTest
    @CsvSource({
        "GET /livez, 'Content-Length: 100000\r\n\r\n', 200",
        "GET /livez, 'Transfer-Encoding: chunked\r\n\r\n10000\r\n', 200",
        "GET /livez, 'Transfer-Encoding: chunked\r\n\r\n1;', 200",
        "GET /livez, 'Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: ', 200",
        "GET /nowhere, 'Content-Length: 100000\r\n\r\n', 404",
        "POST /livez, 'Content-Length: 100000\r\n\r\n', 405"
    })
    void aBodyThatNobodyReadsMayNotDripForEver(String target, String rest, int status) {
        RawConnection connection = connect().send(target + " HTTP/1.1\r\nHost: a\r\n" + rest);

        assertThat(connection.reply().status()).isEqualTo(status);
        assertThat(whileItDrips(connection, 'x', connection::rest)).isEmpty();
    }

    /** Sends a byte every 50 ms until the server has done what it is to do within about the deadline of 400 ms. */
    private static <T> T whileItDrips(RawConnection connection, char drop, Supplier<T> served) {
        try (ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor()) {
            AtomicInteger drops = new AtomicInteger();
            var dripping = drip.scheduleAtFixedRate(
                    () -> {
                        connection.trySend(new byte[] {(byte) drop});
                        drops.incrementAndGet();
                    },
                    0,
                    50,
                    TimeUnit.MILLISECONDS);
            T result = served.get();
            assertThat(drops).as("within about the deadline").hasValueLessThan(60);
            dripping.cancel(true);
            return result;
        }
    }

    /** What is bounded is how long nothing moves, not how long it takes: this takes three times as long as a request may. */
    @Test
    void aLargeAnswerThatIsReadSlowlyArrivesWhole() throws Exception {
        byte[] message = new byte[256 * 1024];
        for (int i = 0; i < 40; i++) {
            assertThat(http("POST", messages(channel), message).status()).isEqualTo(201);
        }
        byte[] expected = get(messages(channel)).body();
        RawConnection connection = connect().send("GET " + messages(channel) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        Reply head = connection.head();
        ByteArrayOutputStream read = new ByteArrayOutputStream(expected.length);
        try (ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
                InputStream body = connection.body(head)) {
            CompletableFuture<Void> all = new CompletableFuture<>();
            var _ = pace.scheduleWithFixedDelay(
                    () -> {
                        try {
                            byte[] part = body.readNBytes(256 * 1024);
                            read.writeBytes(part);
                            if (part.length == 0) {
                                all.complete(null);
                            }
                        } catch (IOException | RuntimeException e) {
                            all.completeExceptionally(e);
                        }
                    },
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            all.get(SOON.toSeconds(), TimeUnit.SECONDS);
            pace.shutdownNow();
        }

        assertThat(head.header("Content-Length")).contains("" + expected.length);
        assertThat(read.toByteArray()).isEqualTo(expected);
    }

    @Test
    void anIdleConnectionIsClosedAndAStreamIsNot() {
        EventClient events = events("");
        events.event();
        RawWebSocket socket = webSocket("");
        RawConnection poll = connect().send("GET " + messages(channel) + "?wait=1m HTTP/1.1\r\nHost: a\r\n\r\n");
        eventually().until(() -> service().subscribers(channel) == 3);

        for (int i = 0; i < 2; i++) {
            RawConnection idle = connect().send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(idle.reply().status()).isEqualTo(200);
            assertThat(idle.rest()).as("closed without a word").isEmpty();
        }

        publish("still here");
        assertThat(events.event()).endsWith("data: still here\n\n");
        assertThat(socket.readText()).isEqualTo("still here");
        assertThat(HistoryContract.data(poll.reply())).containsExactly("still here");
        socket.text("and heard");
        assertThat(events.event()).endsWith("data: and heard\n\n");
    }

    @Test
    void anAnswerThatTakesLongerThanARequestMayIsNoReasonToClose() {
        RawConnection connection = connect()
                .send("GET " + messages(channel) + "?wait=1m HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
        connection.send("{}");
        eventually().until(() -> service().subscribers(channel) == 1);
        assertThat(connect().rest()).as("more time has passed than there is").isEmpty();
        publish("late");

        assertThat(HistoryContract.data(connection.reply())).containsExactly("late");
        assertThat(connection
                        .send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                        .reply()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aConnectionOnWhichNothingIsSentIsClosed() {
        assertThat(connect().rest()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /livez HTT', 0",
        "'GET /livez HTTP/1.1\r\nHost: a\r\n', 0",
        "'" + POST + "Content-Length: 10\r\n\r\nabc', 3",
        "'" + POST + "Transfer-Encoding: chunked\r\n\r\n5\r\nab', 3"
    })
    void aClientThatLeavesInTheMiddleOfARequestLeavesNothing(String half, int requests) {
        long before = service().requests(model(), Route.PUBLISH, 499);
        connect().send(half.getBytes(UTF_8)).close();
        connect().send(half.getBytes(UTF_8)).reset();
        RawConnection halfClosed = connect().send(half.getBytes(UTF_8)).shutdownOutput();

        assertThat(halfClosed.rest()).isEmpty();
        eventually("only what has found its operation is counted")
                .untilAsserted(() -> assertThat(service().requests(model(), Route.PUBLISH, 499))
                        .isEqualTo(before + requests));
        assertNothingWasPublished();
    }

    /** Once, and by its operation, although the client leaves as well. */
    @Test
    void aRequestThatTimesOutIsCounted() {
        long before = service().requests(model(), Route.PUBLISH, 408);
        long left = service().requests(model(), Route.PUBLISH, 499);
        RawConnection connection = connect().send(POST + "Content-Length: 10\r\n\r\nabc");
        assertThat(connection.reply().status()).isEqualTo(408);
        connection.awaitClosed();

        eventually()
                .untilAsserted(() -> assertThat(service().requests(model(), Route.PUBLISH, 408))
                        .isEqualTo(before + 1));
        assertThat(service().requests(model(), Route.PUBLISH, 499)).isEqualTo(left);
    }

    private void assertNothingWasPublished() {
        assertThat(service().hub().state(new ChannelName("half"))).isEmpty();
    }
}
