package dev.tandem.core.channel;

import static dev.tandem.core.channel.HubFixture.CHANNEL;
import static dev.tandem.core.channel.HubFixture.HEARTBEAT;
import static dev.tandem.core.channel.HubFixture.PONG_TIMEOUT;
import static dev.tandem.core.channel.HubFixture.WRITE_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The deadlines of a connection, second by second. */
class ConnectionTest {
    private final HubFixture fixture = new HubFixture();

    @Test
    void aHeartbeatComesAtItsIntervalWhateverElseIsWritten() {
        RecordingConnection connection = open(Transport.SSE);

        advance(HEARTBEAT.minusSeconds(1));
        fixture.publish("1");
        assertThat(connection.beats()).isZero();
        advance(Duration.ofSeconds(1));
        assertThat(connection.beats()).isEqualTo(1);
        advance(HEARTBEAT.multipliedBy(3));
        assertThat(connection.beats()).isEqualTo(4);
        assertThat(connection.terminations).as("an event stream has no pong").isEmpty();
    }

    @Test
    void aWebSocketThatAnswersItsPingsStays() {
        RecordingConnection connection = open(Transport.WEBSOCKET);
        for (int i = 1; i <= 4; i++) {
            advance(HEARTBEAT);
            assertThat(connection.beats()).isEqualTo(i);
            connection.heard(fixture.ticker.nanoTime());
        }

        assertThat(connection.terminations).isEmpty();
    }

    @Test
    void aWebSocketThatDoesNotAnswerIsCut() {
        RecordingConnection connection = open(Transport.WEBSOCKET);
        advance(HEARTBEAT.plus(PONG_TIMEOUT));
        assertThat(connection.terminations).isEmpty();

        advance(Duration.ofSeconds(1));

        assertThat(connection.terminations).containsExactly(DisconnectReason.PONG_TIMEOUT);
        assertThat(connection.beats()).isEqualTo(1);
        assertThat(fixture.subscribers()).isZero();
    }

    @Test
    void aLatePongWithinTheDeadlineCounts() {
        RecordingConnection connection = open(Transport.WEBSOCKET);
        advance(HEARTBEAT.plus(PONG_TIMEOUT).minusSeconds(1));
        connection.heard(fixture.ticker.nanoTime());
        advance(PONG_TIMEOUT);

        assertThat(connection.terminations).isEmpty();
    }

    @Test
    void aWebSocketThatAlwaysHasSomethingToTakeMustAnswerToo() {
        RecordingConnection connection = open(Transport.WEBSOCKET);
        connection.outboxBytes = 1;
        advance(HEARTBEAT.plus(PONG_TIMEOUT));
        assertThat(connection.terminations).isEmpty();

        advance(Duration.ofSeconds(1));

        assertThat(connection.terminations).containsExactly(DisconnectReason.PONG_TIMEOUT);
    }

    @Test
    void theTimeForAPongBeginsWhenThePingHasLeft() {
        RecordingConnection connection = open(Transport.WEBSOCKET);
        connection.beatWaiting = true;
        advance(HEARTBEAT.plus(PONG_TIMEOUT.multipliedBy(2)));
        connection.beatWaiting = false;
        advance(PONG_TIMEOUT);
        assertThat(connection.terminations).isEmpty();

        advance(Duration.ofSeconds(1));

        assertThat(connection.terminations).containsExactly(DisconnectReason.PONG_TIMEOUT);
        assertThat(connection.beats()).isEqualTo(1);
    }

    @Test
    void aConnectionThatCanWriteNothingIsCutAtTheWriteDeadline() {
        RecordingConnection connection = open(Transport.NDJSON);
        connection.stalledNanos = WRITE_TIMEOUT.toNanos();
        advance(Duration.ofSeconds(1));
        assertThat(connection.terminations).isEmpty();

        connection.stalledNanos++;
        advance(Duration.ofSeconds(1));

        assertThat(connection.terminations).containsExactly(DisconnectReason.WRITE_TIMEOUT);
    }

    @Test
    void aConnectionThatHasEndedHasNoDeadlines() {
        RecordingConnection connection = open(Transport.WEBSOCKET);
        connection.disconnect(DisconnectReason.CLIENT_CLOSED);
        advance(HEARTBEAT.multipliedBy(3));

        assertThat(connection.beats()).isZero();
        assertThat(connection.terminations).containsExactly(DisconnectReason.CLIENT_CLOSED);
    }

    private RecordingConnection open(Transport transport) {
        RecordingConnection connection = new RecordingConnection(fixture.hub, fixture.lane, transport);
        fixture.hub.open(connection, List.of(new SubscribeRequest(CHANNEL, Optional.empty())), WireForm.WEBSOCKET_RAW);
        fixture.steps.runAll();
        return connection;
    }

    /** Runs what is due in every second, as a lane does. */
    private void advance(Duration duration) {
        for (long i = 0; i < duration.toSeconds(); i++) {
            fixture.ticker.advance(Duration.ofSeconds(1));
            fixture.steps.runAll();
        }
    }
}
