package dev.tandem.core.channel;

import static dev.tandem.core.channel.HubFixture.CHANNEL;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What all channels may keep together: counted to the byte, never more than allowed, and no lie about what is not kept. */
class HistoryMemoryTest {
    private static final int MAX_BYTES = 100;
    private static final List<ChannelName> CHANNELS =
            Stream.of("a", "b", "c", "none-d").map(ChannelName::new).toList();

    private final long seed = Long.getLong("tandem.test.seed", new Random().nextLong());
    private final HubFixture fixture = new HubFixture(MAX_BYTES);
    private final Hub hub = fixture.hub;

    @Test
    void aChannelDropsItsOwnOldestForANewOne() {
        String epoch = fixture.publish("1".repeat(40)).position().epoch();
        fixture.publish("2".repeat(40));
        fixture.publish("3".repeat(50));

        assertThat(keptOf(CHANNEL)).containsExactly(2L, 3L);
        assertThat(hub.historyBytes()).isEqualTo(90);
        assertThat(read(CHANNEL, new StreamPosition(epoch, 1)).recovered()).isTrue();
        assertThat(read(CHANNEL, new StreamPosition(epoch, 0)).recovered()).isFalse();
    }

    @Test
    void whatHasNoRoomIsDeliveredAndNotKept() {
        ChannelName other = new ChannelName("b");
        fixture.publish(other, "x".repeat(80));
        StreamPosition before = fixture.publish("kept").position();
        RecordingConnection live = fixture.subscribe();
        StreamPosition after = fixture.publish("y".repeat(30)).position();
        fixture.steps.runAll();

        assertThat(live.seen()).containsExactly("y".repeat(30));
        assertThat(keptOf(CHANNEL)).as("what was before would be behind a hole").isEmpty();
        assertThat(keptOf(other)).containsExactly(1L);
        assertThat(read(CHANNEL, before).recovered()).isFalse();
        assertThat(read(CHANNEL, after).recovered()).isTrue();
        assertThat(fixture.subscribe(Optional.of(before)).opened().hasGap()).isTrue();

        hub.clear(other);
        fixture.publish("z".repeat(30));
        assertThat(keptOf(CHANNEL)).containsExactly(3L);
        assertThat(read(CHANNEL, after).publications()).hasSize(1);
    }

    @Test
    void whatIsLargerThanAllMemoryIsNotKept() {
        fixture.publish("x".repeat(MAX_BYTES + 1));
        assertThat(hub.historyBytes()).isZero();

        fixture.publish("x".repeat(MAX_BYTES));
        assertThat(hub.historyBytes()).isEqualTo(MAX_BYTES);
    }

    @Test
    void aChannelThatIsForgottenHasGivenBackWhatItHeld() {
        fixture.publish("x".repeat(MAX_BYTES));
        fixture.ticker.advance(HubFixture.AGE.plus(HubFixture.IDLE_TIMEOUT));

        assertThat(hub.channelCount()).isZero();
        assertThat(hub.historyBytes()).isZero();
    }

    /** Anything, in any order: the count is the sum, and what is said to be recovered is there without a hole. */
    @Test
    void theCountIsTheSumOfWhatIsKept() {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            ChannelName channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
            switch (random.nextInt(20)) {
                case 0 -> hub.clear(channel);
                case 1 -> fixture.ticker.advance(Duration.ofSeconds(random.nextInt(200)));
                case 2, 3, 4 -> assertTruth(channel, random);
                default -> fixture.publish(channel, "x".repeat(random.nextInt(MAX_BYTES / 3)));
            }
            assertThat(hub.historyBytes())
                    .as("step %d with -Dtandem.test.seed=%d", i, seed)
                    .isEqualTo(sum())
                    .isLessThanOrEqualTo(MAX_BYTES);
        }
    }

    private void assertTruth(ChannelName channel, Random random) {
        StreamPosition top = hub.state(channel).map(ChannelState::position).orElse(new StreamPosition("other", 5));
        StreamPosition after = new StreamPosition(top.epoch(), Math.max(0, top.offset() - random.nextInt(8)));
        HistoryPage page = read(channel, after);
        if (page.recovered()) {
            assertThat(page.publications())
                    .as("after %s with -Dtandem.test.seed=%d", after, seed)
                    .extracting(Publication::offset)
                    .containsExactlyElementsOf(LongStream.rangeClosed(after.offset() + 1, top.offset())
                            .boxed()
                            .toList());
        }
    }

    @Test
    void theCountIsTheSum_whoeverPublishesAtTheSameTime() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(seed + i);
                tasks.add(threads.submit(() -> {
                    for (int n = 0; n < 5_000; n++) {
                        ChannelName channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
                        if (random.nextInt(50) == 0) {
                            hub.clear(channel);
                        } else {
                            publish(channel, random.nextInt(MAX_BYTES / 3));
                        }
                        assertThat(hub.historyBytes()).isBetween(0L, (long) MAX_BYTES);
                    }
                }));
            }
            for (Future<?> task : tasks) {
                task.get(60, SECONDS);
            }
        }
        assertThat(hub.historyBytes())
                .as("-Dtandem.test.seed=%d", seed)
                .isEqualTo(sum())
                .isPositive();
    }

    private void publish(ChannelName channel, int length) {
        var _ = hub.publish(Model.VIRTUAL_THREAD, channel, HubFixture.text("x".repeat(length)), Optional.empty())
                .join();
    }

    private long sum() {
        return hub.list(Optional.empty(), "", 100).stream()
                .mapToLong(ChannelState::historyBytes)
                .sum();
    }

    private List<Long> keptOf(ChannelName channel) {
        return read(channel, Optional.empty()).publications().stream()
                .map(Publication::offset)
                .toList();
    }

    private HistoryPage read(ChannelName channel, StreamPosition after) {
        return read(channel, Optional.of(after));
    }

    private HistoryPage read(ChannelName channel, Optional<StreamPosition> after) {
        return hub.history(channel, after, 100, Duration.ZERO, fixture.lane).join();
    }
}
