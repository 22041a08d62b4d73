package dev.tandem.core.channel;

import static dev.tandem.core.channel.HubFixture.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.Model;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HubTest {
    private final HubFixture fixture = new HubFixture();
    private final Hub hub = fixture.hub;

    @Test
    void offsetsCountFromOneWithoutHolesAndEachChannelByItself() {
        ChannelName other = new ChannelName("b");

        assertThat(List.of(fixture.publish("1"), fixture.publish("2"), fixture.publish(other, "1")))
                .extracting(published -> published.position().offset())
                .containsExactly(1L, 2L, 1L);
        assertThat(hub.state(other).orElseThrow().position().epoch())
                .isNotEqualTo(fixture.state().position().epoch());
    }

    @Test
    void everySubscriberSeesWhatIsPublishedAfterItJoinedAndBeforeItLeft() {
        fixture.publish("before");
        RecordingConnection first = fixture.subscribe();
        fixture.publish("1");
        RecordingConnection second = fixture.subscribe();
        fixture.publish("2");
        fixture.steps.runAll();
        first.disconnect(DisconnectReason.CLIENT_CLOSED);
        fixture.publish("3");
        fixture.steps.runAll();

        assertThat(first.seen()).containsExactly("1", "2");
        assertThat(second.seen()).containsExactly("2", "3");
    }

    @Test
    void aSubscriberThatRecoversSeesWhatItMissedAndThenWhatIsLive() {
        StreamPosition after = fixture.publish("1").position();
        fixture.publish("2");
        fixture.publish("3");
        RecordingConnection connection = fixture.subscribe(Optional.of(after));
        fixture.publish("4");
        fixture.steps.runAll();

        assertThat(connection.seen()).containsExactly("2", "3", "4");
        assertThat(connection.opened().hasGap()).isFalse();
        assertThat(connection.opened().start()).isEqualTo(after.toString());
    }

    @Test
    void aConnectionToSeveralChannelsJoinsThemAllOrNone() {
        RecordingConnection connection = new RecordingConnection(hub, fixture.lane);
        List<SubscribeRequest> tooMany = IntStream.rangeClosed(0, HubFixture.MAX_CHANNELS)
                .mapToObj(i -> new SubscribeRequest(new ChannelName("c" + i), Optional.empty()))
                .toList();

        assertThatThrownBy(() -> hub.open(connection, tooMany, WireForm.NDJSON))
                .hasMessageStartingWith("channel_limit_reached: There are 4 channels already");

        assertThat(hub.list(Optional.empty(), "", 100))
                .allSatisfy(state -> assertThat(state.subscribers())
                        .allSatisfy(
                                (model, counts) -> assertThat(counts.values()).containsOnly(0)));
        assertThat(fixture.listener.heard)
                .filteredOn("subscribed sse"::equals)
                .hasSameSizeAs(fixture.listener.heard.stream()
                        .filter("unsubscribed sse"::equals)
                        .toList());
    }

    @Test
    void leavingTwiceCountsOnce() {
        RecordingConnection connection = fixture.subscribe();
        assertThat(fixture.subscribers()).isEqualTo(1);

        connection.disconnect(DisconnectReason.CLIENT_CLOSED);
        connection.disconnect(DisconnectReason.SLOW_CONSUMER);
        fixture.steps.runAll();

        assertThat(fixture.subscribers()).isZero();
        assertThat(connection.terminations).containsExactly(DisconnectReason.CLIENT_CLOSED);
        assertThat(fixture.listener.heard)
                .containsExactly(
                        "subscribed sse",
                        "opened sse",
                        "disconnected sse client_closed",
                        "unsubscribed sse",
                        "closed sse");
    }

    @Test
    void aConnectionThatEndsBeforeItHasJoinedLeavesNothingBehind() {
        RecordingConnection connection = new RecordingConnection(hub, fixture.lane);
        connection.disconnect(DisconnectReason.CLIENT_CLOSED);
        hub.open(connection, List.of(new SubscribeRequest(CHANNEL, Optional.empty())), WireForm.SSE);
        fixture.steps.runAll();

        assertThat(fixture.subscribers()).isZero();
        assertThat(connection.isEnded()).isTrue();
        assertThat(fixture.listener.heard).doesNotContain("opened sse", "closed sse");
    }

    @Test
    void aModelIsDisconnectedAndTheOtherIsNot() {
        Lane other = hub.newLane(Model.VIRTUAL_THREAD, Runnable::run);
        RecordingConnection ofOther = new RecordingConnection(hub, other);
        hub.open(ofOther, List.of(new SubscribeRequest(CHANNEL, Optional.empty())), WireForm.SSE);
        RecordingConnection ofOurs = fixture.subscribe();
        fixture.steps.runAll();

        hub.disconnectAll(Model.VIRTUAL_THREAD, DisconnectReason.SHUTDOWN);
        fixture.steps.runAll();

        assertThat(ofOther.terminations).containsExactly(DisconnectReason.SHUTDOWN);
        assertThat(ofOurs.terminations).isEmpty();
    }

    @Test
    void stateCountsByModelAndTransport() {
        fixture.subscribe();
        fixture.publish("12345");

        ChannelState state = fixture.state();

        assertThat(state.position().offset()).isEqualTo(1);
        assertThat(state.historySize()).isEqualTo(1);
        assertThat(state.historyBytes()).isEqualTo(5);
        assertThat(state.subscribers().get(Model.EVENT_LOOP))
                .containsEntry(Transport.SSE, 1)
                .containsEntry(Transport.WEBSOCKET, 0)
                .hasSize(Transport.values().length);
        assertThat(state.subscribers().get(Model.VIRTUAL_THREAD)).containsEntry(Transport.SSE, 0);
        assertThat(hub.state(new ChannelName("unknown"))).isEmpty();
        assertThat(hub.channelCount()).as("asking makes no channel").isEqualTo(1);
    }

    @Test
    void channelsAreListedByNameFromAPlaceWithAPrefix() {
        for (String name : List.of("b2", "a1", "b1", "b3")) {
            fixture.publish(new ChannelName(name), "x");
        }

        assertThat(names(Optional.empty(), "", 10)).containsExactly("a1", "b1", "b2", "b3");
        assertThat(names(Optional.empty(), "b", 2)).containsExactly("b1", "b2");
        assertThat(names(Optional.of(new ChannelName("b1")), "b", 10)).containsExactly("b2", "b3");
        assertThat(names(Optional.of(new ChannelName("b11")), "", 10)).containsExactly("b2", "b3");
    }

    @Test
    void aChannelThatNobodyUsesIsForgottenAndComesBackWithAnotherEpoch() {
        StreamPosition old = fixture.publish("1").position();

        fixture.ticker.advance(HubFixture.AGE.minusSeconds(1));
        assertThat(hub.channelCount()).isEqualTo(1);
        fixture.ticker.advance(Duration.ofSeconds(3));
        assertThat(hub.channelCount()).isZero();

        fixture.publish("1 again");
        HistoryPage page = hub.history(CHANNEL, Optional.of(old), 10, Duration.ZERO, fixture.lane)
                .join();
        assertThat(page.recovered()).isFalse();
        assertThat(page.position().epoch()).isNotEqualTo(old.epoch());
        assertThat(page.publications()).extracting(HubFixture::textOf).containsExactly("1 again");
    }

    @Test
    void aChannelIsKeptByASubscriberByItsHistoryByAKeyAndByUse() {
        ChannelName kept = new ChannelName("none-kept");
        RecordingConnection connection = new RecordingConnection(hub, fixture.lane);
        hub.open(connection, List.of(new SubscribeRequest(kept, Optional.empty())), WireForm.SSE);
        fixture.publish("history");
        hub.publish(
                        Model.EVENT_LOOP,
                        new ChannelName("none-key"),
                        HubFixture.text("x"),
                        Optional.of(new IdempotencyKey("k")))
                .join();
        ChannelName used = new ChannelName("none-used");
        for (int i = 0; i < 3; i++) {
            fixture.publish(used, "x");
            fixture.ticker.advance(Duration.ofSeconds(39));
        }

        assertThat(names(Optional.empty(), "", 10)).containsExactly("a", "none-kept", "none-key", "none-used");

        fixture.ticker.advance(Duration.ofSeconds(39));
        assertThat(names(Optional.empty(), "", 10)).containsExactly("none-kept", "none-key");
        fixture.ticker.advance(HubFixture.WINDOW);
        assertThat(names(Optional.empty(), "", 10)).containsExactly("none-kept");
        connection.disconnect(DisconnectReason.CLIENT_CLOSED);
        fixture.ticker.advance(HubFixture.IDLE_TIMEOUT.plusSeconds(1));
        assertThat(hub.channelCount()).isZero();
    }

    @Test
    void thereAreNoMoreChannelsThanAllowed() {
        for (int i = 0; i < HubFixture.MAX_CHANNELS; i++) {
            fixture.publish(new ChannelName("none-" + i), "x");
        }

        assertThatThrownBy(() -> fixture.publish(new ChannelName("none-more"), "x"))
                .hasMessageContaining("channel_limit_reached");
        fixture.publish(new ChannelName("none-0"), "an existing one still takes messages");

        fixture.ticker.advance(HubFixture.IDLE_TIMEOUT.plusSeconds(1));
        fixture.publish(new ChannelName("none-more"), "x");
        assertThat(hub.channelCount()).isEqualTo(1);
    }

    @Test
    void aClosedHubHasNoTimers() {
        hub.close();

        assertThat(fixture.ticker.pending()).isZero();
    }

    @Test
    void outboxesAreCountedByModelAtThePulse() {
        fixture.subscribe().outboxBytes = 7;
        fixture.subscribe().outboxBytes = 5;
        fixture.ticker.advance(Duration.ofSeconds(1));
        fixture.steps.runAll();

        assertThat(hub.outboxBytes(Model.EVENT_LOOP)).isEqualTo(12);
        assertThat(hub.outboxBytes(Model.VIRTUAL_THREAD)).isZero();
    }

    private List<String> names(Optional<ChannelName> after, String prefix, int limit) {
        return hub.list(after, prefix, limit).stream()
                .map(state -> state.channel().text())
                .toList();
    }
}
