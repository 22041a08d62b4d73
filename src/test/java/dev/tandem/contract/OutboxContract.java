package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.contract.HubRecorder.Disconnect;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.websocket.Frame;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What waits for a client that does not read counts for the same on both models, however each of them keeps it: a message
 * for its wire form and for 96 bytes more. There are no heartbeats in between.
 */
abstract class OutboxContract extends Contract {
    private static final byte[] LARGE = new byte[64 * 1024];
    private static final int PER_MESSAGE = 96;
    private static final int MESSAGES = 50;

    @Override
    final Service service() {
        return Service.shared(Service.Variant.QUIET);
    }

    @Test
    void aWebSocketsFrames() {
        closeLater(new RawWebSocket(closeLater(new RawConnection(port())), "/v1/channels/" + channel + "/ws"));

        assertCounts(new byte[100], 2 + 100);
    }

    @Test
    void eventsWithoutTheirChunks() {
        closeLater(new EventClient(
                closeLater(new RawConnection(port())), streamRequest("/v1/channels/" + channel + "/events")));
        String event = "id: 0123456789012:999\nevent: binary\ndata: " + "x".repeat(136) + "\n\n";

        assertCounts(new byte[100], event.length());
    }

    /** The cursor in front of each event of such a stream is its own; nothing is known of it until it is written. */
    @Test
    void eventsOfSeveralChannelsWithoutTheirCursors() {
        String target = "/v1/events?channel=" + channel + "&channel=" + newChannel("other");
        closeLater(new EventClient(closeLater(new RawConnection(port())), streamRequest(target)));
        String event = "event: binary\ndata: " + "x".repeat(136) + "\n\n";

        assertCounts(new byte[100], event.length());
    }

    /** Which is not when it was handed over to whatever keeps it until then. */
    @Test
    void aMessageIsDeliveredWhenTheSocketHasTakenIt() {
        RawWebSocket late =
                closeLater(new RawWebSocket(closeLater(new RawConnection(port())), "/v1/channels/" + channel + "/ws"));
        Queue<Long> latencies = service().recorder().latenciesNanos();
        latencies.clear();
        int published = 0;
        while (outboxBytes() < 4L * LARGE.length) {
            publish(LARGE);
            published++;
        }
        untilNothingMoreIsTaken();
        assertThat(latencies).hasSizeBetween(1, published - 1);
        Duration delay = Duration.ofMinutes(10);
        service().advance(delay);

        for (int i = 0; i < published; i++) {
            assertThat(late.read().payload()).hasSameSizeAs(LARGE);
        }
        int all = published;
        eventually().untilAsserted(() -> assertThat(latencies).hasSize(all));
        assertThat(latencies).anyMatch(nanos -> nanos >= delay.toNanos());
    }

    /** A close frame would have to wait behind all that the client has not taken. */
    @Test
    void aWebSocketThatTakesNothingIsCutWithoutACloseFrame() {
        RawWebSocket stuck =
                closeLater(new RawWebSocket(closeLater(new RawConnection(port())), "/v1/channels/" + channel + "/ws"));
        while (outboxBytes() < 4L * LARGE.length) {
            publish(LARGE);
        }
        untilNothingMoreIsTaken();
        service().advance(Duration.ofMinutes(50));
        assertThat(service().subscribers(channel)).isEqualTo(1);

        eventually().untilAsserted(() -> {
            service().advance(Duration.ofMinutes(1));
            assertThat(service().recorder().disconnects())
                    .contains(new Disconnect(model(), Transport.WEBSOCKET, DisconnectReason.WRITE_TIMEOUT));
        });
        assertThatThrownBy(() -> readData(stuck)).isInstanceOf(UncheckedIOException.class);
    }

    /** What is live fills the outbox and the kernel's buffers; the rest of it is written when the client reads on. */
    @Test
    void aChannelThatEndsIsReadToItsEndByASlowClient() {
        service().recorder().disconnects().clear();
        EventClient late = closeLater(new EventClient(
                closeLater(new RawConnection(port())), streamRequest("/v1/channels/" + channel + "/events")));
        late.event();
        int published = 0;
        while (outboxBytes() < 4L * LARGE.length) {
            publish(LARGE);
            published++;
        }
        service()
                .hub()
                .publishLast(model(), new ChannelName(channel), Payload.of("text/plain", "end".getBytes(US_ASCII)));
        service().advance(Duration.ofMinutes(30));

        for (int i = 1; i <= published; i++) {
            assertThat(late.event()).contains(":" + i + "\n").hasSizeGreaterThan(LARGE.length);
        }
        assertThat(late.event()).endsWith("data: end\n\n");
        late.assertEnds();
        eventually()
                .untilAsserted(() -> assertThat(service().subscribers(channel)).isZero());
        assertThat(service().recorder().disconnects()).isEmpty();
    }

    /** Reads until something fails; a close frame is not data. */
    private static void readData(RawWebSocket socket) {
        while (true) {
            assertThat(socket.read().opcode()).isNotEqualTo(Frame.CLOSE);
        }
    }

    private void assertCounts(byte[] payload, int length) {
        for (int i = 0; i < 100; i++) {
            publish(new byte[1]);
        }
        while (outboxBytes() < 4L * LARGE.length) {
            publish(LARGE);
        }
        long before = untilNothingMoreIsTaken();
        for (int i = 0; i < MESSAGES; i++) {
            publish(payload);
        }

        eventually()
                .untilAsserted(
                        () -> assertThat(outboxBytes() - before).isEqualTo((long) MESSAGES * (PER_MESSAGE + length)));

        assertThat(service().recorder().disconnects())
                .noneMatch(disconnect -> disconnect.reason() == DisconnectReason.SLOW_CONSUMER);
    }

    private long untilNothingMoreIsTaken() {
        AtomicLong last = new AtomicLong();
        eventually("nothing more is taken")
                .pollInterval(Duration.ofMillis(50))
                .during(Duration.ofMillis(500))
                .until(() -> last.getAndSet(outboxBytes()) == last.get());
        return last.get();
    }

    private void publish(byte[] payload) {
        assertThat(http("POST", messages(channel), payload).status()).isEqualTo(201);
    }

    private long outboxBytes() {
        service().advance(Duration.ofSeconds(1));
        return service().hub().outboxBytes(model());
    }
}
