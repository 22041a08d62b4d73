package dev.tandem.virtualthread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void offer_boundReached_isRefusedUntilSomethingHasBeenWritten() {
        var outbox = new Outbox<String>(10);

        assertThat(outbox.offer("a", 6)).isTrue();
        assertThat(outbox.offer("b", 5)).isFalse();
        assertThat(outbox.poll()).isEqualTo("a");
        assertThat(outbox.offer("b", 5))
                .as("what is being written still counts")
                .isFalse();
        outbox.done(outbox.lastSize());

        assertThat(outbox.offer("b", 5)).isTrue();
        assertThat(outbox.bytes()).isEqualTo(5);
    }

    @Test
    void offer_largerThanTheBound_isTakenWhenEmpty() {
        var outbox = new Outbox<String>(10);

        assertThat(outbox.offer("large", 1000)).isTrue();
        assertThat(outbox.offer("small", 1)).isFalse();
    }

    @Test
    void written_isWhatWasOfferedBeforeWhatStillWaits() {
        var outbox = new Outbox<String>(10);
        outbox.offer("a", 6);
        long end = outbox.offered();
        outbox.offer("b", 4);
        outbox.offer("refused", 1);
        assertThat(outbox.written()).isZero();

        outbox.poll();
        outbox.done(outbox.lastSize());

        assertThat(outbox.written()).isEqualTo(end);
        assertThat(outbox.offered()).isEqualTo(10);
    }

    @Test
    void await_closed_givesWhatIsLeftAndThenEnds() {
        var outbox = new Outbox<String>(10);
        outbox.offer("last", 4);
        outbox.close();

        assertThat(outbox.await()).isTrue();
        assertThat(outbox.poll()).isEqualTo("last");
        assertThat(outbox.await()).isFalse();
    }

    @Test
    void everyItemArrivesInOrder_howeverTheConsumerSleeps() throws InterruptedException {
        int items = 200_000;
        var outbox = new Outbox<Integer>(1000);
        List<Integer> taken = new ArrayList<>(items);
        Thread consumer = Thread.ofVirtual().start(() -> {
            while (outbox.await()) {
                Integer item = outbox.poll();
                while (item != null) {
                    outbox.done(outbox.lastSize());
                    taken.add(item);
                    item = outbox.poll();
                }
            }
        });

        for (int i = 0; i < items; i++) {
            while (!outbox.offer(i, 1)) {
                outbox.wake();
                Thread.onSpinWait();
            }
            if (i % 3 == 0) {
                outbox.wake();
            }
        }
        outbox.close();
        consumer.join();

        assertThat(taken).isEqualTo(IntStream.range(0, items).boxed().toList());
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void wake_whileTheConsumerParks_isNotLost() {
        var outbox = new Outbox<String>(1000);
        Thread consumer = Thread.ofVirtual().start(() -> {
            while (outbox.await()) {
                while (outbox.poll() != null) {
                    outbox.done(outbox.lastSize());
                }
            }
        });

        for (int i = 0; i < 2000; i++) {
            outbox.offer("x", 1);
            outbox.wake();
            await().pollInterval(Duration.ofNanos(1))
                    .pollDelay(Duration.ZERO)
                    .atMost(SOON)
                    .until(() -> outbox.bytes() == 0);
        }
        outbox.close();
        await().atMost(SOON).until(() -> !consumer.isAlive());
    }
}
