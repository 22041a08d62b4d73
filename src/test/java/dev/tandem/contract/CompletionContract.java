package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.payload.Payload;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream whose channel comes to its end: it ends in good order, and not before all of it has been read. */
abstract class CompletionContract extends Contract {
    private static final byte[] LARGE = new byte[200 * 1024];

    @BeforeEach
    void forgetEarlierDisconnects() {
        service().recorder().disconnects().clear();
    }

    private void publishHere(byte[] payload) {
        service()
                .hub()
                .publish(Model.EVENT_LOOP, new ChannelName(channel), Payload.ofBinary(payload), Optional.empty())
                .join();
    }

    private void publishLast(String text) {
        service()
                .hub()
                .publishLast(
                        Model.EVENT_LOOP, new ChannelName(channel), Payload.of("text/plain", text.getBytes(UTF_8)));
    }

    private void assertNobodyWasDisconnected() {
        eventually()
                .untilAsserted(() -> assertThat(service().subscribers(channel)).isZero());
        assertThat(service().recorder().disconnects()).isEmpty();
    }

    @Test
    void anEventStreamEndsWithTheLastEvent() {
        EventClient events = events("");
        events.event();
        publish("1");
        publishLast("2");

        assertThat(events.event()).endsWith("data: 1\n\n");
        assertThat(events.event()).endsWith("data: 2\n\n");
        events.assertEnds();
        assertNobodyWasDisconnected();
    }

    @Test
    void aWebSocketIsClosedAfterTheLastMessage() {
        RawWebSocket socket = webSocket("");
        publishLast("1");

        assertThat(socket.readText()).isEqualTo("1");
        socket.assertClosed(1000, "completed");
        assertNobodyWasDisconnected();
    }

    @Test
    void whoeverComesAfterwardsGetsWhatIsKeptAndTheEnd() {
        String epoch = publish("1").epoch();
        publishLast("2");

        EventClient events = events("?after=" + epoch + ":0");
        events.event();
        assertThat(events.event()).endsWith("data: 1\n\n");
        assertThat(events.event()).endsWith("data: 2\n\n");
        events.assertEnds();
        EventClient lines = events("?after=" + epoch + ":2", "Accept: application/x-ndjson");
        lines.assertEnds();
        assertNobodyWasDisconnected();
    }

    @Test
    void anOldClientReadsToTheEndOfTheConnection() {
        publishLast("1");
        RawConnection connection = connect();
        EventClient events = closeLater(new EventClient(
                connection,
                "GET /v1/channels/" + channel + "/events?after=" + cursorOfBeginning()
                        + " HTTP/1.0\r\nHost: a\r\n\r\n"));
        events.event();
        assertThat(events.event()).endsWith("data: 1\n\n");
        assertThat(connection.rest()).isEmpty();
    }

    private String cursorOfBeginning() {
        return service()
                        .hub()
                        .state(new ChannelName(channel))
                        .orElseThrow()
                        .position()
                        .epoch()
                + ":0";
    }

    private static String nextEvent(EventClient events) {
        String event = events.event();
        return event.equals(":\n\n") ? nextEvent(events) : event;
    }

    @Test
    void aSlowClientGetsAllOfWhatItMissedBeforeTheEnd() {
        int published = 90;
        for (int i = 0; i < published; i++) {
            publishHere(LARGE);
        }
        EventClient late = closeLater(new EventClient(
                new RawConnection(port()),
                streamRequest("/v1/channels/" + channel + "/events?after=" + cursorOfBeginning())));
        late.event();
        eventually().until(() -> service().subscribers(channel) == 1);
        publishLast("end");
        service().advance(Duration.ofSeconds(10));

        for (int i = 1; i <= published; i++) {
            assertThat(nextEvent(late)).contains(":" + i + "\n").hasSizeGreaterThan(LARGE.length);
        }
        assertThat(nextEvent(late)).endsWith("data: end\n\n");
        assertThat(late.rest()).matches("(:\n\n)*");
        assertNobodyWasDisconnected();
    }

    /** A client that takes nothing does not keep a stream open that has ended. */
    @Test
    void aClientThatNeverReadsIsCutAtTheWriteDeadline() {
        for (int i = 0; i < 90; i++) {
            publishHere(LARGE);
        }
        EventClient stuck = closeLater(new EventClient(
                new RawConnection(port()),
                streamRequest("/v1/channels/" + channel + "/events?after=" + cursorOfBeginning())));
        stuck.event();
        publishLast("end");

        eventually().untilAsserted(() -> {
            service().advance(Duration.ofSeconds(1));
            assertThat(service().subscribers(channel)).isZero();
        });
        assertThat(service().recorder().disconnects())
                .singleElement()
                .satisfies(disconnect -> assertThat(disconnect.reason().code()).isEqualTo("write_timeout"));
    }
}
