package dev.tandem.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final HubFixture fixture = new HubFixture();

    @Test
    void anyNumberOfPublicationsAndSubscribersIsOneTask() {
        for (int i = 0; i < 10; i++) {
            fixture.subscribe();
        }
        fixture.steps.runAll();

        fixture.publish("1");
        fixture.publish("2");

        assertThat(fixture.steps.pending()).isEqualTo(1);
    }

    @Test
    void aPublicationThatNobodyOnThisLaneWantsIsNoTask() {
        fixture.publish("1");

        assertThat(fixture.steps.pending()).isZero();
    }

    @Test
    void eachSubscriberIsFlushedOnceARound() {
        RecordingConnection connection = fixture.subscribe();
        RecordingConnection idle = new RecordingConnection(fixture.hub, fixture.lane);
        fixture.hub.open(idle, List.of(new SubscribeRequest(new ChannelName("b"), Optional.empty())), WireForm.SSE);
        fixture.publish("1");
        fixture.publish("2");
        fixture.steps.runOne();
        fixture.publish("3");
        fixture.steps.runOne();

        assertThat(connection.events).containsExactly("1", "2", "flush", "3", "flush");
        assertThat(idle.events).isEmpty();
    }

    @Test
    void aLongRoundLetsTheLoopGoInBetween() {
        int subscribers = 4096;
        for (int i = 0; i < subscribers; i++) {
            fixture.subscribe();
        }
        fixture.steps.runAll();
        fixture.publish("1");
        fixture.publish("2");

        fixture.steps.runOne();

        assertThat(fixture.steps.pending()).isEqualTo(1);
        fixture.steps.runAll();
        assertThat(fixture.listener.heard)
                .filteredOn("published event-loop"::equals)
                .hasSize(2);
    }

    @Test
    void aRoundThatHasDeliveredMuchFlushesBeforeItGoesOn() {
        RecordingConnection connection = fixture.subscribe();
        String half = "x".repeat(32 * 1024);
        for (int i = 0; i < 3; i++) {
            fixture.publish(half);
        }
        fixture.steps.runAll();

        assertThat(connection.events).containsExactly(half, half, "flush", half, "flush");
    }

    @Test
    void aSubscriberThatFailsEndsAndTheOthersGoOn() {
        RecordingConnection before = fixture.subscribe();
        RecordingConnection faulty = fixture.subscribe();
        RecordingConnection after = fixture.subscribe();
        faulty.faulty = true;

        fixture.publish("1");
        fixture.steps.runAll();
        fixture.publish("2");
        fixture.steps.runAll();

        assertThat(faulty.terminations).containsExactly(DisconnectReason.INTERNAL_ERROR);
        assertThat(before.seen()).containsExactly("1", "2");
        assertThat(after.seen()).containsExactly("1", "2");
        assertThat(fixture.subscribers()).isEqualTo(2);
    }

    @Test
    void aSubscriberThatIsCutDuringARoundGetsNothingAfterIt() {
        RecordingConnection connection = fixture.subscribe();
        fixture.publish("1");
        fixture.steps.runAll();
        connection.disconnect(DisconnectReason.SLOW_CONSUMER);
        fixture.publish("2");
        fixture.steps.runAll();

        assertThat(connection.seen()).containsExactly("1");
    }

    @Test
    void aConnectionThatComesAfterShutdownIsEndedAsWell() {
        fixture.hub.disconnectAll(Model.EVENT_LOOP, DisconnectReason.SHUTDOWN);
        RecordingConnection late = fixture.subscribe();
        fixture.steps.runAll();

        assertThat(late.terminations).containsExactly(DisconnectReason.SHUTDOWN);
    }
}
