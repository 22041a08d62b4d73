package dev.tandem.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Four publishers, two through each port, and fifty subscribers of every kind on both models that leave and come back at
 * random: nothing is lost, doubled or out of order; and what cannot be kept is never lost in silence.
 */
class DeliveryTest {
    private static final int PUBLISHERS = 4;
    private static final int SUBSCRIBERS = 50;
    private static final String CHANNEL = "deliveries";

    private final long seed = Long.getLong("tandem.test.seed", new Random().nextLong());

    /** Offset by offset, what was published there. */
    private final ConcurrentMap<Long, String> published = new ConcurrentHashMap<>();

    @Test
    void everySubscriberSeesEachMessageOnceInTheSameOrder() throws Exception {
        int each = 250;
        for (Visitor subscriber : run(each, 10_000, new Pace(0))) {
            assertThat(subscriber.offsets())
                    .as("%s, -Dtandem.test.seed=%d", subscriber, seed)
                    .isEqualTo(LongStream.rangeClosed(1, (long) each * PUBLISHERS)
                            .boxed()
                            .toList());
            assertThat(subscriber.gaps()).as("%s", subscriber).isZero();
        }
        assertThat(published).hasSize(each * PUBLISHERS);
        assertEachPublisherKeptItsOrder(each);
    }

    private void assertEachPublisherKeptItsOrder(int each) {
        for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
            String prefix = publisher + "/";
            assertThat(published.entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(Map.Entry::getValue)
                            .filter(data -> data.startsWith(prefix)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, each).mapToObj(i -> prefix + i).toList());
        }
    }

    /** A subscriber stays away long enough, often enough, for a history of 20 to have lost what it missed. */
    @Test
    void aGapIsAlwaysAnnounced() throws Exception {
        int each = 500;
        long gaps = 0;
        for (Visitor subscriber : run(each, 20, new Pace(60))) {
            subscriber.assertNothingWasLostInSilence((long) each * PUBLISHERS);
            gaps += subscriber.gaps();
        }
        assertThat(gaps).as("there were gaps to announce").isGreaterThan(SUBSCRIBERS);
    }

    private List<Visitor> run(int each, int historySize, Pace pace) throws Exception {
        LogRecorder.begin();
        List<Visitor> subscribers = new ArrayList<>();
        try (Service service =
                        Service.start(Service.Variant.STANDARD, "--tandem.channels.history-size=" + historySize);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> tasks = new ArrayList<>();
            Visitor.Place place = new Visitor.Place(service, CHANNEL, (long) each * PUBLISHERS, pace, published);
            for (int i = 0; i < SUBSCRIBERS; i++) {
                Visitor subscriber = Visitor.of(i, place, new Random(seed + i));
                subscribers.add(subscriber);
                tasks.add(threads.submit(() -> {
                    subscriber.run();
                    return null;
                }));
            }
            pace.awaitArrivals(SUBSCRIBERS);
            for (int i = 0; i < PUBLISHERS; i++) {
                int publisher = i;
                tasks.add(threads.submit(() -> publish(service, publisher, each, pace)));
            }
            for (Future<?> task : tasks) {
                task.get(60, TimeUnit.SECONDS);
            }
            Invariants.assertNothingIsLeft(service);
        }
        assertThat(LogRecorder.warnings()).isEmpty();
        return subscribers;
    }

    private void publish(Service service, int publisher, int count, Pace pace) {
        try (RawConnection connection =
                new RawConnection(service.port(Model.values()[publisher % Model.values().length]))) {
            for (int i = 0; i < count; i++) {
                String data = publisher + "/" + i;
                connection.send("POST " + Contract.messages(CHANNEL)
                        + " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: "
                        + data.getBytes(UTF_8).length
                        + "\r\n\r\n"
                        + data);
                Reply reply = connection.reply();
                assertThat(reply.status()).as("%s", reply).isEqualTo(201);
                published.put(reply.offset(), data);
                pace.published();
            }
        }
    }
}
