package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.routing.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class LongPollContract extends Contract {

    @Test
    void whatIsThereIsAnsweredAtOnce() {
        String epoch = publish("1").epoch();
        publish("2");

        Reply reply = get(messages(channel) + "?wait=5m&after=" + epoch + ":1");

        assertThat(HistoryContract.data(reply)).containsExactly("2");
        assertThat(reply.cursor()).isEqualTo(epoch + ":2");
    }

    @Test
    void aGapIsAnsweredAtOnce() {
        Reply reply = get(messages(channel) + "?wait=5m&after=other:1");

        assertThat(reply.json().get("recovered").asBoolean()).isFalse();
        assertThat(reply.json().get("messages")).isEmpty();
    }

    @Test
    void thePublicationThatComesIsTheAnswer() {
        String epoch = publish("1").epoch();
        RawConnection poll = poll("?wait=5m&after=" + epoch + ":1");
        publish("2");

        Reply reply = poll.reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Tandem-Model")).contains(model().text());
        assertThat(HistoryContract.data(reply)).containsExactly("2");
        assertThat(reply.cursor()).isEqualTo(epoch + ":2");
        assertThat(reply.json().get("recovered").asBoolean()).isTrue();
    }

    @Test
    void onePublicationWakesEveryone() {
        List<RawConnection> polls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            polls.add(send("?wait=5m"));
        }
        awaitSubscribers(20);
        publish("1");

        for (RawConnection poll : polls) {
            assertThat(HistoryContract.data(poll.reply())).containsExactly("1");
        }
        awaitSubscribers(0);
    }

    @Test
    void theEndOfTheWaitIsAnEmptyPage() {
        String epoch = publish("1").epoch();
        int timers = service().timers();
        RawConnection poll = poll("?wait=30s&after=" + epoch + ":1");
        eventually("the wait has begun").until(() -> service().timers() > timers);
        service().advance(Duration.ofSeconds(30));

        Reply reply = poll.reply();
        assertThat(reply.text())
                .isEqualTo("{\"channel\":\"%s\",\"epoch\":\"%s\",\"offset\":1,\"recovered\":true,\"messages\":[]}"
                        .formatted(channel, epoch));
        awaitSubscribers(0);
    }

    @Test
    void theConnectionServesOnAfterwards() {
        RawConnection poll = poll("?wait=30s");
        publish("1");
        assertThat(HistoryContract.data(poll.reply())).containsExactly("1");

        poll.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(poll.reply().text()).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void aRequestThatWasSentAheadIsAnsweredAfterThePoll() {
        RawConnection poll = send("?wait=30s");
        poll.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        awaitSubscribers(1);
        publish("1");

        assertThat(HistoryContract.data(poll.reply())).containsExactly("1");
        assertThat(poll.reply().text()).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void aClientThatHangsUpIsGone() {
        long before = service().requests(model(), Route.HISTORY, 499);
        RawConnection polite = poll("?wait=5m");
        polite.close();
        awaitSubscribers(0);

        RawConnection killed = poll("?wait=5m");
        killed.reset();
        awaitSubscribers(0);
        eventually()
                .untilAsserted(() -> assertThat(service().requests(model(), Route.HISTORY, 499))
                        .isEqualTo(before + 2));
        assertThat(service().recorder().disconnects())
                .as("a long poll that ends is not a disconnect of ours")
                .noneMatch(disconnect -> disconnect.reason() == DisconnectReason.INTERNAL_ERROR);
    }

    private RawConnection poll(String query) {
        RawConnection poll = send(query);
        awaitSubscribers(1);
        return poll;
    }

    private RawConnection send(String query) {
        return connect().send("GET " + messages(channel) + query + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private void awaitSubscribers(int count) {
        eventually()
                .untilAsserted(() -> assertThat(service().subscribers(channel)).isEqualTo(count));
    }
}
