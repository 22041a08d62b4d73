package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.contract.HubRecorder.Disconnect;
import dev.tandem.core.Model;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.websocket.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that does not read costs nobody but itself. */
abstract class SlowConsumerContract extends Contract {
    private static final byte[] MESSAGE = new byte[64 * 1024];

    /** Far more than an outbox of 1 MB and what the kernel takes on the way. */
    private static final int MANY = 400;

    @BeforeEach
    void forgetEarlierDisconnects() {
        service().recorder().disconnects().clear();
    }

    @Test
    void anEventStreamIsCutAndTheOthersGetEverything() {
        EventClient slow = closeLater(new EventClient(
                new RawConnection(port()),
                streamRequest("/v1/channels/" + channel + "/events", "Accept: application/x-ndjson")));
        assertOthersGetEverything();

        awaitDisconnect(Transport.NDJSON, DisconnectReason.SLOW_CONSUMER);
        slow.awaitEnd();
    }

    @Test
    void aWebSocketIsClosedAndTheOthersGetEverything() {
        RawWebSocket slow = closeLater(new RawWebSocket(new RawConnection(port()), "/v1/channels/" + channel + "/ws"));
        assertOthersGetEverything();

        // From now on it has a few seconds to read what is left.
        awaitDisconnect(Transport.WEBSOCKET, DisconnectReason.SLOW_CONSUMER);
        RawWebSocket.Received frame = slow.read();
        while (frame.opcode() == Frame.BINARY) {
            assertThat(frame.payload()).hasSameSizeAs(MESSAGE);
            frame = slow.read();
        }
        assertThat(frame.closeCode()).isEqualTo(4408);
        assertThat(frame.closeReason()).isEqualTo("slow_consumer");
        slow.sendClose(4408);
        slow.connection().awaitClosed();
    }

    /** Publishes until a slow client is cut, while others, on both models, read each message as it comes. */
    private void assertOthersGetEverything() {
        List<RawWebSocket> others = new ArrayList<>();
        for (Model model : Model.values()) {
            others.add(closeLater(new RawWebSocket(
                    closeLater(new RawConnection(service().port(model))), "/v1/channels/" + channel + "/ws")));
        }
        for (int i = 0; i < MANY && service().recorder().disconnects().isEmpty(); i++) {
            publishTo(others);
        }
        publishTo(others);
    }

    private void publishTo(List<RawWebSocket> readers) {
        assertThat(http("POST", messages(channel), MESSAGE).status()).isEqualTo(201);
        for (RawWebSocket reader : readers) {
            assertThat(reader.read().payload()).hasSameSizeAs(MESSAGE);
        }
    }

    @Test
    void aSmallOutboxHoldsWhatTheClientReadsLater() {
        EventClient late = closeLater(
                new EventClient(new RawConnection(port()), streamRequest("/v1/channels/" + channel + "/events")));
        for (int i = 0; i < 8; i++) {
            http("POST", messages(channel), MESSAGE);
        }

        late.event();
        for (int i = 0; i < 8; i++) {
            assertThat(late.event()).hasSizeGreaterThan(MESSAGE.length);
        }
        assertThat(service().recorder().disconnects()).isEmpty();
    }

    @Test
    void aReplayThatIsLargerThanTheOutboxIsReadAtTheClientsPace() {
        String epoch = "";
        for (int i = 0; i < 60; i++) {
            epoch = http("POST", messages(channel), MESSAGE).epoch();
        }
        EventClient late = closeLater(new EventClient(
                new RawConnection(port()), streamRequest("/v1/channels/" + channel + "/events?after=" + epoch + ":0")));
        http("POST", messages(channel), MESSAGE);

        late.event();
        for (int i = 1; i <= 61; i++) {
            assertThat(late.event()).startsWith("id: " + epoch + ":" + i + "\n");
        }
    }

    @Test
    void aClientThatTakesNothingIsCutAtTheWriteDeadline() {
        EventClient stuck = closeLater(
                new EventClient(new RawConnection(port()), streamRequest("/v1/channels/" + channel + "/events")));
        int published = 0;
        while (service().hub().outboxBytes(model()) < 8L * MESSAGE.length) {
            assertThat(http("POST", messages(channel), MESSAGE).status()).isEqualTo(201);
            published++;
            assertThat(published).as("something waits at last").isLessThan(MANY);
            service().advance(Duration.ofSeconds(1));
        }
        service().advance(Duration.ofSeconds(15));
        assertThat(service().subscribers(channel)).isEqualTo(1);

        eventually().untilAsserted(() -> {
            service().advance(Duration.ofSeconds(1));
            assertThat(service().subscribers(channel)).isZero();
        });

        awaitDisconnect(Transport.SSE, DisconnectReason.WRITE_TIMEOUT);
        stuck.awaitEnd();
    }

    private void awaitDisconnect(Transport transport, DisconnectReason reason) {
        eventually()
                .untilAsserted(() -> assertThat(service().recorder().disconnects())
                        .containsExactly(new Disconnect(model(), transport, reason)));
    }
}
