package dev.tandem.core.channel;

import static dev.tandem.core.channel.HubFixture.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.Model;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A channel that comes to its end, and with it those who are subscribed. */
class CompletionTest {
    private static final ChannelName OTHER = new ChannelName("b");

    private final HubFixture fixture = new HubFixture();
    private final Hub hub = fixture.hub;

    private void publishLast(ChannelName channel, String text) {
        hub.publishLast(Model.EVENT_LOOP, channel, HubFixture.text(text));
    }

    @Test
    void whoeverIsSubscribedGetsTheLastPublicationAndEnds() {
        RecordingConnection connection = fixture.subscribe();
        fixture.publish("1");
        publishLast(CHANNEL, "2");
        assertThat(connection.isEnded()).isFalse();

        fixture.steps.runAll();

        assertThat(connection.seen()).containsExactly("1", "2");
        assertThat(connection.terminations).containsExactly(DisconnectReason.COMPLETED);
        assertThat(fixture.listener.heard).noneMatch(event -> event.startsWith("disconnected"));
        assertThat(fixture.subscribers()).isZero();
    }

    @Test
    void whoeverJoinsAfterwardsGetsWhatItMissedAndEnds() {
        StreamPosition after = fixture.publish("1").position();
        publishLast(CHANNEL, "2");
        RecordingConnection connection = fixture.subscribe(Optional.of(after));

        fixture.steps.runAll();

        assertThat(connection.seen()).containsExactly("2");
        assertThat(connection.terminations).containsExactly(DisconnectReason.COMPLETED);
        assertThat(fixture.state().completed()).isTrue();
    }

    @Test
    void aConnectionToSeveralChannelsEndsWithTheLastOfThem() {
        RecordingConnection connection = new RecordingConnection(hub, fixture.lane);
        connection.feed = hub.open(
                connection,
                List.of(new SubscribeRequest(CHANNEL, Optional.empty()), new SubscribeRequest(OTHER, Optional.empty())),
                WireForm.NDJSON);
        publishLast(CHANNEL, "1");
        fixture.steps.runAll();
        assertThat(connection.isEnded()).isFalse();

        publishLast(OTHER, "2");
        fixture.steps.runAll();

        assertThat(connection.seen()).containsExactly("1", "2");
        assertThat(connection.terminations).containsExactly(DisconnectReason.COMPLETED);
    }

    @Test
    void aConnectionThatHasEndedAlreadyIsLeftAlone() {
        RecordingConnection connection = fixture.subscribe();
        connection.disconnect(DisconnectReason.SLOW_CONSUMER);
        publishLast(CHANNEL, "1");
        fixture.steps.runAll();

        assertThat(connection.terminations).containsExactly(DisconnectReason.SLOW_CONSUMER);
    }

    @Test
    void aLongPollIsAnsweredAtTheEnd() {
        publishLast(CHANNEL, "1");
        StreamPosition end = fixture.state().position();
        CompletableFuture<HistoryPage> poll =
                hub.history(CHANNEL, Optional.of(end), 10, Duration.ofMinutes(1), fixture.lane);

        fixture.steps.runAll();

        assertThat(poll.join().publications()).isEmpty();
        assertThat(fixture.subscribers()).isZero();
    }

    @Test
    void nothingIsPublishedAfterTheLast() {
        publishLast(CHANNEL, "1");

        assertThatThrownBy(() -> fixture.publish("2")).hasMessageContaining("expected: one that is not complete");
        assertThatThrownBy(() -> publishLast(CHANNEL, "2")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aChannelThatIsForgottenIsNotThereAndItsSubscribersStillGetWhatIsOnItsWay() {
        RecordingConnection connection = fixture.subscribe();
        publishLast(CHANNEL, "1");
        hub.forget(CHANNEL);
        fixture.steps.runAll();

        assertThat(connection.seen()).containsExactly("1");
        assertThat(connection.terminations).containsExactly(DisconnectReason.COMPLETED);
        assertThat(hub.state(CHANNEL)).isEmpty();
        assertThat(hub.channelCount()).isZero();
        hub.forget(CHANNEL);
        assertThat(hub.channelCount()).isZero();
    }

    @Test
    void aChannelThatIsNotThereIsNotMadeByWhoeverWantsOneThatIs() {
        RecordingConnection connection = new RecordingConnection(hub, fixture.lane);
        SubscribeRequest request = new SubscribeRequest(CHANNEL, Optional.empty());

        assertThat(hub.openExisting(connection, request, WireForm.SSE)).isEmpty();
        assertThat(hub.channelCount()).isZero();

        fixture.publish("1");
        assertThat(hub.openExisting(connection, request, WireForm.SSE)).isPresent();
        assertThat(fixture.subscribers()).isEqualTo(1);
    }
}
