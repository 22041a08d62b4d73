package dev.tandem.core.channel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.core.Model;
import dev.tandem.core.SystemTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Joining, leaving and recovering while many publish: once each, in order, without a hole. */
class HubConcurrencyTest {
    private static final int PUBLISHERS = 4;
    private static final int EACH = 5_000;
    private static final int SUBSCRIBERS = 20;
    private static final ChannelName CHANNEL = new ChannelName("a");

    /** One client that comes and goes; its offsets are written by its lane alone. */
    private static final class Client {
        private final List<Long> offsets = new ArrayList<>();
        private volatile long last;

        synchronized void take(Publication publication) {
            offsets.add(publication.offset());
            last = publication.offset();
            notifyAll();
        }

        synchronized void awaitOffset(long offset, AtomicInteger publishing) throws InterruptedException {
            while (last < offset && publishing.get() > 0) {
                wait(10);
            }
        }
    }

    private static final class Visit extends Connection {
        private final Client client;
        private boolean replayed;
        private final List<Publication> early = new ArrayList<>();

        Visit(Hub hub, Lane lane, Client client) {
            super(hub, lane, Transport.SSE);
            this.client = client;
        }

        void replay(Feed feed) {
            feed.replay().forEach(delivery -> client.take(delivery.publication()));
            early.forEach(client::take);
            replayed = true;
        }

        @Override
        protected void deliver(Delivery delivery) {
            if (isEnded()) {
                return;
            }
            if (replayed) {
                client.take(delivery.publication());
            } else {
                early.add(delivery.publication());
            }
        }

        @Override
        protected void flush() {}

        @Override
        protected void beat() {}

        @Override
        protected long outboxBytes() {
            return 0;
        }

        @Override
        protected long stalledNanos(long nowNanos) {
            return 0;
        }

        @Override
        protected void endWhenWritten() {}

        @Override
        protected void terminate(DisconnectReason reason) {}
    }

    @Test
    void everyClientSeesEachPublicationOnceInOrder() throws Exception {
        HubSettings settings = new HubSettings(
                name -> new HistoryLimits(PUBLISHERS * EACH + 1, Duration.ofHours(1)),
                Long.MAX_VALUE,
                10,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                10,
                new Liveness(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)));
        try (SystemTicker ticker = new SystemTicker();
                Hub hub = new Hub(settings, ticker, HubListener.NONE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ExecutorService platform = Executors.newFixedThreadPool(PUBLISHERS);
                ExecutorService loop = Executors.newSingleThreadExecutor()) {
            List<Lane> lanes = List.of(hub.newLane(Model.EVENT_LOOP, loop), hub.newLane(Model.VIRTUAL_THREAD, threads));
            String epoch = hub.publish(Model.EVENT_LOOP, CHANNEL, HubFixture.text("0"), Optional.empty())
                    .join()
                    .position()
                    .epoch();
            AtomicInteger publishing = new AtomicInteger(PUBLISHERS);

            List<Future<?>> publishers = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                publishers.add(platform.submit(() -> {
                    for (int n = 0; n < EACH; n++) {
                        hub.publish(Model.VIRTUAL_THREAD, CHANNEL, HubFixture.text("x"), Optional.empty())
                                .join();
                    }
                    publishing.decrementAndGet();
                }));
            }
            List<Client> clients = new ArrayList<>();
            List<Future<?>> visits = new ArrayList<>();
            for (int i = 0; i < SUBSCRIBERS; i++) {
                Client client = new Client();
                clients.add(client);
                Lane lane = lanes.get(i % lanes.size());
                visits.add(threads.submit(() -> {
                    while (publishing.get() > 0) {
                        Visit visit = visit(hub, lane, client, epoch);
                        long until = client.last + ThreadLocalRandom.current().nextInt(200);
                        client.awaitOffset(until, publishing);
                        leave(visit);
                    }
                    return visit(hub, lane, client, epoch);
                }));
            }
            for (Future<?> task : publishers) {
                task.get(30, SECONDS);
            }
            for (Future<?> task : visits) {
                task.get(30, SECONDS);
            }

            long top = PUBLISHERS * EACH + 1L;
            for (Client client : clients) {
                await().atMost(Duration.ofSeconds(10)).until(() -> client.last == top);
                assertThat(client.offsets)
                        .isEqualTo(LongStream.rangeClosed(1, top).boxed().toList());
            }
        }
    }

    private static Visit visit(Hub hub, Lane lane, Client client, String epoch) {
        Visit visit = new Visit(hub, lane, client);
        Feed feed = hub.open(
                visit,
                List.of(new SubscribeRequest(CHANNEL, Optional.of(new StreamPosition(epoch, client.last)))),
                WireForm.SSE);
        assertThat(feed.hasGap()).isFalse();
        var replayed = new CompletableFuture<Void>();
        lane.execute(() -> {
            visit.replay(feed);
            replayed.complete(null);
        });
        replayed.join();
        return visit;
    }

    /** Ends on the lane, and comes back when nothing that was on its way can reach this visit any more. */
    private static void leave(Visit visit) {
        var left = new CompletableFuture<Void>();
        visit.lane().execute(() -> {
            visit.disconnect(DisconnectReason.CLIENT_CLOSED);
            left.complete(null);
        });
        left.join();
    }
}
