package dev.tandem.core.channel;

import static dev.tandem.core.channel.HubFixture.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.MemoryBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client that comes back gets: the truth about what was lost, and all that is left. */
class HistoryTest {
    private final HubFixture fixture = new HubFixture();
    private String epoch = "";

    @BeforeEach
    void eightWerePublishedAndFiveAreKept() {
        for (int i = 1; i <= 8; i++) {
            epoch = fixture.publish("" + i).position().epoch();
        }
    }

    @Test
    void fromTheOldestThatIsKept() {
        assertPage(read(Optional.empty(), 100), true, 8, "4", "5", "6", "7", "8");
    }

    @Test
    void afterACursorThatIsInRange() {
        assertPage(read(after(3), 100), true, 8, "4", "5", "6", "7", "8");
        assertPage(read(after(7), 100), true, 8, "8");
        assertPage(read(after(8), 100), true, 8);
    }

    @Test
    void page() {
        assertPage(read(Optional.empty(), 2), true, 5, "4", "5");
        assertPage(read(after(5), 2), true, 7, "6", "7");
        assertPage(read(after(7), 2), true, 8, "8");
    }

    @Test
    void afterACursorThatHasBeenTrimmedAway() {
        assertPage(read(after(2), 100), false, 8, "4", "5", "6", "7", "8");
        assertPage(read(after(0), 2), false, 5, "4", "5");
    }

    @Test
    void afterACursorOfAnotherEpoch() {
        assertPage(read(Optional.of(new StreamPosition("other", 7)), 100), false, 8, "4", "5", "6", "7", "8");
    }

    @Test
    void afterACursorAheadOfTheTop() {
        assertPage(read(after(9), 100), false, 8, "4", "5", "6", "7", "8");
        assertPage(read(after(Long.MAX_VALUE), 100), false, 8, "4", "5", "6", "7", "8");
    }

    @Test
    void afterTheHistoryWasCleared() {
        fixture.hub.clear(CHANNEL);

        assertPage(read(Optional.empty(), 100), true, 8);
        assertPage(read(after(8), 100), true, 8);
        assertPage(read(after(7), 100), false, 8);
        assertThat(fixture.state().historyBytes()).isZero();

        fixture.publish("9");
        assertPage(read(after(8), 100), true, 9, "9");
        assertPage(read(after(7), 100), false, 9, "9");
    }

    @Test
    void eachIsKeptForItsAge() {
        fixture.ticker.advance(Duration.ofSeconds(60));
        fixture.publish("9");
        fixture.ticker.advance(HubFixture.AGE.minusSeconds(60).minusNanos(1));
        assertPage(read(Optional.empty(), 100), true, 9, "5", "6", "7", "8", "9");

        fixture.ticker.advance(Duration.ofNanos(1));
        assertPage(read(Optional.empty(), 100), true, 9, "9");
        assertPage(read(after(8), 100), true, 9, "9");
        assertPage(read(after(7), 100), false, 9, "9");
        assertThat(fixture.state().historyBytes()).isEqualTo(1);
    }

    @Test
    void aChannelWithoutHistoryKeepsItsPosition() {
        ChannelName none = new ChannelName("none-1");
        String ofNone = fixture.publish(none, "1").position().epoch();
        fixture.publish(none, "2");

        assertPage(history(none, Optional.of(new StreamPosition(ofNone, 2)), 10), true, 2);
        assertPage(history(none, Optional.of(new StreamPosition(ofNone, 1)), 10), false, 2);
        assertPage(history(none, Optional.empty(), 10), true, 2);
    }

    /** The same truth for a subscriber: what is left comes after the gap. */
    @Test
    void aSubscriberIsToldOfAGapAndGetsWhatIsLeft() {
        record Case(Optional<StreamPosition> after, boolean gap, long start, List<String> replay) {}
        List<String> all = List.of("4", "5", "6", "7", "8");
        for (Case expected : List.of(
                new Case(Optional.empty(), false, 8, List.of()),
                new Case(after(8), false, 8, List.of()),
                new Case(after(3), false, 3, all),
                new Case(after(2), true, 3, all),
                new Case(after(9), true, 3, all),
                new Case(Optional.of(new StreamPosition("other", 8)), true, 3, all))) {
            RecordingConnection connection = fixture.subscribe(expected.after());

            assertThat(connection.opened().hasGap()).as("%s", expected).isEqualTo(expected.gap());
            assertThat(connection.opened().start()).isEqualTo(epoch + ":" + expected.start());
            assertThat(connection.seen()).isEqualTo(expected.replay());
        }
    }

    private Optional<StreamPosition> after(long offset) {
        return Optional.of(new StreamPosition(epoch, offset));
    }

    private HistoryPage read(Optional<StreamPosition> after, int limit) {
        return history(CHANNEL, after, limit);
    }

    private HistoryPage history(ChannelName channel, Optional<StreamPosition> after, int limit) {
        return fixture.hub
                .history(channel, after, limit, Duration.ZERO, fixture.lane)
                .join();
    }

    private static void assertPage(HistoryPage page, boolean recovered, long reached, String... messages) {
        assertThat(page.publications()).extracting(HubFixture::textOf).containsExactly(messages);
        assertThat(page.recovered()).isEqualTo(recovered);
        assertThat(page.position().offset()).isEqualTo(reached);
    }

    @Test
    void itTakesNoMoreThanAllowedButForTheNewest() {
        History history = new History(new HistoryLimits(100, Duration.ofDays(1), 5), new MemoryBudget(Long.MAX_VALUE));
        for (String text : List.of("1", "22", "333", "4")) {
            history.append(new Publication(1, Instant.EPOCH, 0, HubFixture.text(text)));
        }
        assertThat(history.newest(history.size(), 100))
                .extracting(HubFixture::textOf)
                .containsExactly("333", "4");

        history.append(new Publication(1, Instant.EPOCH, 0, HubFixture.text("much too long")));
        assertThat(history.size()).isEqualTo(1);
        assertThat(history.bytes()).isEqualTo("much too long".length());
    }
}
