package dev.tandem.core.channel;

import static dev.tandem.core.channel.HubFixture.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongPollTest {
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void nothingIsLeft() {
        fixture.steps.runAll();
        assertThat(fixture.subscribers()).isZero();
        assertThat(fixture.ticker.pending()).as("the sweep and the pulse").isEqualTo(2);
        assertThat(fixture.listener.heard)
                .filteredOn(event -> event.endsWith("long-poll"))
                .satisfies(events -> assertThat(events)
                        .filteredOn("opened long-poll"::equals)
                        .hasSameSizeAs(events.stream()
                                .filter("closed long-poll"::equals)
                                .toList()));
    }

    @Test
    void whatIsThereIsAnsweredAtOnce() {
        fixture.publish("1");

        CompletableFuture<HistoryPage> answer = poll(Optional.empty());

        assertThat(answer).isDone();
        assertThat(answer.join().publications()).hasSize(1);
    }

    @Test
    void aGapIsAnsweredAtOnce() {
        CompletableFuture<HistoryPage> answer = poll(Optional.of(new StreamPosition("other", 1)));

        assertThat(answer).isDone();
        assertThat(answer.join().recovered()).isFalse();
    }

    @Test
    void thePublicationThatComesEndsTheWait() {
        StreamPosition after = fixture.publish("1").position();
        CompletableFuture<HistoryPage> answer = poll(Optional.of(after));
        fixture.steps.runAll();
        assertThat(answer).isNotDone();
        assertThat(fixture.subscribers()).isEqualTo(1);

        fixture.publish("2");
        fixture.publish("3");
        assertThat(answer).as("only its lane completes it").isNotDone();
        fixture.steps.runAll();

        HistoryPage page = answer.join();
        assertThat(page.publications()).extracting(HubFixture::textOf).containsExactly("2");
        assertThat(page.position()).isEqualTo(new StreamPosition(after.epoch(), 2));
        assertThat(page.recovered()).isTrue();
    }

    @Test
    void theEndOfTheWaitIsAnEmptyPage() {
        StreamPosition after = fixture.publish("1").position();
        CompletableFuture<HistoryPage> answer = poll(Optional.of(after));
        fixture.ticker.advance(WAIT.minusNanos(1));
        fixture.steps.runAll();
        assertThat(answer).isNotDone();

        fixture.ticker.advance(Duration.ofNanos(1));
        fixture.steps.runAll();

        assertThat(answer.join().publications()).isEmpty();
        assertThat(answer.join().position()).isEqualTo(after);
        assertThat(answer.join().recovered()).isTrue();
    }

    @Test
    void aClientThatHangsUpIsGone() {
        CompletableFuture<HistoryPage> answer = poll(Optional.empty());
        fixture.steps.runAll();

        answer.cancel(false);

        fixture.publish("late");
        fixture.steps.runAll();
        assertThat(answer).isCancelled();
    }

    @Test
    void shutdownAnswersIt() {
        CompletableFuture<HistoryPage> answer = poll(Optional.empty());
        fixture.hub.disconnectAll(Model.EVENT_LOOP, DisconnectReason.SHUTDOWN);
        fixture.steps.runAll();

        assertThat(answer.join().publications()).isEmpty();
    }

    private CompletableFuture<HistoryPage> poll(Optional<StreamPosition> after) {
        return fixture.hub.history(CHANNEL, after, 10, WAIT, fixture.lane);
    }
}
