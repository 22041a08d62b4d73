package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that keeps no more than 4 KB of all channels, and tells the truth about the rest. */
abstract class HistoryMemoryContract extends Contract {
    private static final String KILOBYTE = "x".repeat(1024);

    @Override
    final Service service() {
        return Service.shared(Service.Variant.FORGETFUL);
    }

    @BeforeEach
    void forgetEverything() {
        service().advance(Duration.ofMinutes(10));
        assertThat(service().hub().historyBytes()).isZero();
    }

    @Test
    void aChannelKeepsItsNewest() {
        String epoch = "";
        for (int i = 0; i < 6; i++) {
            epoch = publish(KILOBYTE).epoch();
        }

        Reply kept = get(messages(channel) + "?after=" + epoch + ":2");
        assertThat(kept.json().get("recovered").asBoolean()).isTrue();
        assertThat(HistoryContract.data(kept)).hasSize(4);
        Reply lost = get(messages(channel) + "?after=" + epoch + ":1");
        assertThat(lost.json().get("recovered").asBoolean()).isFalse();
        assertThat(HistoryContract.data(lost)).hasSize(4);
        assertThat(get("/v1/channels/" + channel).json().get("history").toString())
                .isEqualTo("{\"messages\":4,\"bytes\":4096}");
        assertThat(service().hub().historyBytes()).isEqualTo(4096);
    }

    @Test
    void whatHasNoRoomIsDeliveredAndNotKept() {
        String full = newChannel("full");
        for (int i = 0; i < 4; i++) {
            publish(full, KILOBYTE);
        }
        String before = get(messages(channel)).cursor();
        EventClient events = events("");
        events.event();

        String after = publish("live").cursor();

        assertThat(events.event()).isEqualTo("id: " + after + "\ndata: live\n\n");
        Reply lost = get(messages(channel) + "?after=" + before);
        assertThat(lost.json().get("recovered").asBoolean()).isFalse();
        assertThat(lost.json().get("messages")).isEmpty();
        assertThat(lost.cursor()).isEqualTo(after);
        assertThat(get(messages(channel) + "?after=" + after)
                        .json()
                        .get("recovered")
                        .asBoolean())
                .isTrue();
        EventClient late = events("?after=" + before);
        assertThat(late.event()).isEqualTo("id: " + after + "\n\n");
        assertThat(late.event()).startsWith("id: " + after + "\nevent: gap\n");
        webSocket("?after=" + before).assertClosed(4410, "gap");
        RawWebSocket socket = webSocket("?after=" + after);
        publish("next");
        assertThat(socket.readText()).isEqualTo("next");
        assertThat(HistoryContract.data(get(messages(full)))).hasSize(4);
    }

    @Test
    void whatIsClearedMakesRoomForOthers() {
        String full = newChannel("full");
        for (int i = 0; i < 4; i++) {
            publish(full, KILOBYTE);
        }
        assertThat(http("DELETE", messages(full), new byte[0]).status()).isEqualTo(204);

        publish("kept");

        assertThat(HistoryContract.data(get(messages(channel)))).containsExactly("kept");
        assertThat(service().hub().historyBytes()).isEqualTo(4);
    }
}
