package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-sent events (WHATWG HTML, 9.2). */
abstract class EventStreamContract extends Contract {

    @Test
    void theHeadSaysWhatItIs() {
        String cursor = publish("1").cursor();
        EventClient events = events("");

        Reply head = events.head();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).contains("text/event-stream");
        assertThat(head.header("Cache-Control")).contains("no-store");
        assertThat(head.header("X-Accel-Buffering")).contains("no");
        assertThat(head.header("Tandem-Model")).contains(model().text());
        assertThat(head.header("Tandem-Position")).contains(cursor);
        assertThat(head.header("Transfer-Encoding")).contains("chunked");
        assertThat(head.header("Content-Length")).isEmpty();
        assertThat(events.event()).isEqualTo("id: " + cursor + "\n\n");
    }

    @Test
    void eachPublicationIsAnEvent() {
        EventClient events = events("");
        events.event();
        String epoch = publish("a\nb\r\nc\rd").epoch();
        post(messages(channel), "application/json", "{\n\"a\":1}");
        http("POST", messages(channel), new byte[] {0, -1});
        publish("");

        assertThat(events.event()).isEqualTo("id: " + epoch + ":1\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
        assertThat(events.event()).isEqualTo("id: " + epoch + ":2\ndata: {\ndata: \"a\":1}\n\n");
        assertThat(events.event()).isEqualTo("id: " + epoch + ":3\nevent: binary\ndata: AP8=\n\n");
        assertThat(events.event()).isEqualTo("id: " + epoch + ":4\ndata: \n\n");
    }

    @Test
    void whatIsPublishedThroughTheOtherModelArrivesToo() {
        EventClient events = events("");
        events.event();
        try (RawConnection other = new RawConnection(service().port(otherModel()))) {
            other.send("POST " + messages(channel)
                    + " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx");
            assertThat(other.reply().header("Tandem-Model"))
                    .contains(otherModel().text());
        }

        assertThat(events.event()).endsWith("\ndata: x\n\n");
    }

    private dev.tandem.core.Model otherModel() {
        return model() == dev.tandem.core.Model.EVENT_LOOP
                ? dev.tandem.core.Model.VIRTUAL_THREAD
                : dev.tandem.core.Model.EVENT_LOOP;
    }

    @Test
    void afterACursorFirstWhatWasMissedThenWhatIsLive() {
        String epoch = publish("1").epoch();
        publish("2");
        publish("3");
        EventClient events = events("?after=" + epoch + ":1");
        publish("4");

        assertThat(events.head().header("Tandem-Position")).contains(epoch + ":1");
        assertThat(events.event()).isEqualTo("id: " + epoch + ":1\n\n");
        for (int i = 2; i <= 4; i++) {
            assertThat(events.event()).isEqualTo("id: %s:%d\ndata: %d\n\n".formatted(epoch, i, i));
        }
    }

    /** An EventSource comes back to the URL that it was given, with the cursor that it has reached. */
    @Test
    void theLastEventIdIsNewerThanTheUrl() {
        String epoch = publish("1").epoch();
        publish("2");
        publish("3");
        EventClient events = events("?after=" + epoch + ":0", "Last-Event-ID: " + epoch + ":2");

        assertThat(events.event()).isEqualTo("id: " + epoch + ":2\n\n");
        assertThat(events.event()).isEqualTo("id: " + epoch + ":3\ndata: 3\n\n");
    }

    @Test
    void anEmptyLastEventIdIsNone() {
        String cursor = publish("1").cursor();

        assertThat(events("", "Last-Event-ID: ").event()).isEqualTo("id: " + cursor + "\n\n");
    }

    @Test
    void aGapIsAnEventAndWhatIsLeftFollows() {
        String brief = newChannel("short");
        String epoch = "";
        for (int i = 1; i <= 5; i++) {
            epoch = publish(brief, "" + i).epoch();
        }
        for (String cursor : new String[] {epoch + ":1", epoch + ":6", "other:4"}) {
            EventClient events = stream("/v1/channels/" + brief + "/events?after=" + cursor);

            assertThat(events.event()).isEqualTo("id: " + epoch + ":2\n\n");
            assertThat(events.event())
                    .isEqualTo(
                            "id: %1$s:2\nevent: gap\ndata: {\"channel\":\"%2$s\",\"epoch\":\"%1$s\",\"offset\":2}\n\n"
                                    .formatted(epoch, brief));
            for (int i = 3; i <= 5; i++) {
                assertThat(events.event()).isEqualTo("id: %s:%d\ndata: %d\n\n".formatted(epoch, i, i));
            }
        }
    }

    @Test
    void aHeartbeatIsAComment() {
        EventClient events = events("");
        events.event();

        service().advance(Duration.ofSeconds(25));
        assertThat(events.event()).isEqualTo(":\n\n");
        service().advance(Duration.ofSeconds(24));
        publish("1");
        assertThat(events.event()).endsWith("data: 1\n\n");
        service().advance(Duration.ofSeconds(1));
        assertThat(events.event()).isEqualTo(":\n\n");
    }

    @Test
    void aClientThatLeavesIsGone() {
        EventClient polite = events("");
        polite.event();
        polite.close();
        awaitNobody();

        EventClient killed = events("");
        killed.event();
        killed.connection().reset();
        awaitNobody();
    }

    private void awaitNobody() {
        eventually()
                .untilAsserted(() -> assertThat(service().subscribers(channel)).isZero());
    }

    @Test
    void anOldClientGetsAStreamThatEndsWithTheConnection() {
        EventClient events = closeLater(new EventClient(
                connect(), "GET /v1/channels/" + channel + "/events HTTP/1.0\r\nHost: localhost\r\n\r\n"));

        assertThat(events.head().header("Transfer-Encoding")).isEmpty();
        assertThat(events.event()).startsWith("id: ");
        publish("1");
        assertThat(events.event()).endsWith("data: 1\n\n");
    }

    @Test
    void theJdksClientReadsIt() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/v1/channels/" + channel + "/events"))
                .header("Accept", "text/event-stream")
                .timeout(SOON)
                .build();
        try (Stream<String> lines = lines(request)) {
            Iterator<String> line = lines.iterator();
            assertThat(line.next()).startsWith("id: ");
            assertThat(line.next()).isEmpty();
            publish("ü😀");
            assertThat(line.next()).startsWith("id: ");
            assertThat(line.next()).isEqualTo("data: ü😀");
        }
    }

    private static Stream<String> lines(HttpRequest request) throws IOException, InterruptedException {
        return httpClient().send(request, HttpResponse.BodyHandlers.ofLines()).body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json", "text/event-stream;q=0"})
    void aFormThatThereIsNotIsRefused(String accept) {
        assertProblem(
                get("/v1/channels/" + channel + "/events", "Accept", accept),
                ProblemCode.ACCEPT_UNSUPPORTED,
                "Accept: " + accept + " (expected: text/event-stream or application/x-ndjson)");
    }

    @ParameterizedTest
    @CsvSource({
        "?after=x,,CURSOR_INVALID,after: x (expected: epoch:offset)",
        "'',x,CURSOR_INVALID,Last-Event-ID: x (expected: epoch:offset)",
        "?limit=1,,PARAMETER_UNKNOWN,query parameter: limit (expected: after)",
        "?after=x:1&after=x:2,,PARAMETER_REPEATED,'after: x:1, x:2 (expected: one value)'"
    })
    void whatIsWrongIsRefusedBeforeTheStreamOpens(String query, String lastEventId, ProblemCode code, String detail) {
        String target = "/v1/channels/" + channel + "/events" + query;
        Reply reply = lastEventId == null ? get(target) : get(target, "Last-Event-ID", lastEventId);

        assertProblem(reply, code, detail);
        assertThat(service().subscribers(channel)).isZero();
    }
}
