package dev.tandem.compare.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Messages that are published on schedule, and delivered to many. The latency is that of the delivery, from the time at
 * which its message was meant to be published.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails closes its connection, and that is noticed.
public final class StreamLoad {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(10);

    /** For what comes once too often, which is later than what comes once. */
    private static final Duration SETTLE = Duration.ofMillis(50);

    /**
     * What a connection on Linux takes while nobody reads is 2.7 MB, as the sender's buffer grows to 4 MB with what it costs to keep
     * it; at 3.7 MB a Tandem cuts the client off, as it keeps 1 MB itself. So much is between the two.
     */
    private static final int FILLING = 48;

    private static final int FILLING_BYTES = 1 << 16;
    private static final int OK = 200;
    private static final int REDIRECTION = 300;

    private final Generator generator;
    private final RequestLoad publisher;
    private final Subscribers subscribers;
    private final Duration grace;

    /** @param publisher has been started */
    public StreamLoad(Generator generator, RequestLoad publisher, Subscribers subscribers) {
        this(generator, publisher, subscribers, GRACE);
    }

    /** @param grace how long what has not come is waited for */
    StreamLoad(Generator generator, RequestLoad publisher, Subscribers subscribers, Duration grace) {
        this.grace = grace;
        this.generator = generator;
        this.publisher = publisher;
        this.subscribers = subscribers;
    }

    /**
     * What came of a span of time.
     *
     * @param published what was published in it
     * @param delivered what was delivered of that, and what was not as it should be
     * @param expected how much should have been: all that was due, to each
     */
    public record Delivered(Recording published, Recording delivered, long expected) {
        /**
         * How many deliveries were {@code lost} or {@code duplicate}, each receiver looked at by itself; what was not published has
         * failed for each of them. Where publishing failed, a duplicate may pass for what was published nevertheless.
         */
        public SortedMap<String, Long> errors() {
            return delivered.errors();
        }
    }

    /**
     * Publishes large messages, which are not measured, until dead subscribers can take no more, and the server has begun to keep for
     * them what they do not read: before that they cost it nothing. The next is published when every live one has the last, so
     * that none of them is ever behind.
     *
     * @return whether all of it came to every live one in that time
     */
    public boolean fill(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        HttpRequest publish = HttpRequest.newBuilder(publisher.url())
                .timeout(atMost)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("x".repeat(FILLING_BYTES)))
                .build();
        generator.run(subscribers::countUnstamped);
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int count = 1; count <= FILLING; count++) {
                int status = client.send(publish, BodyHandlers.discarding()).statusCode();
                if (status < OK || status >= REDIRECTION || !isTaken(count, until)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted");
        }
    }

    private boolean isTaken(int count, long until) throws InterruptedException {
        while (!generator.call(() -> subscribers.haveUnstamped(count))) {
            if (System.nanoTime() - until > 0) {
                return false;
            }
            Thread.sleep(1);
        }
        return true;
    }

    /** Records what is published from now on for so long, and waits until it has been delivered, or will not be. */
    public Delivered record(Duration span) {
        return recordAhead(span).join();
    }

    /** The same without waiting. */
    public CompletableFuture<Delivered> recordAhead(Duration span) {
        CompletableFuture<Delivered> result = new CompletableFuture<>();
        return generator.call(() -> {
            long now = System.nanoTime();
            Recording delivered = new Recording(now, span);
            List<Subscribers.Subscription> receivers = subscribers.receivers();
            subscribers.recordInto(delivered);
            publisher.recordInto(new Recording(now, span)).whenComplete((published, failure) -> {
                if (failure != null) {
                    subscribers.recordInto(null);
                    result.completeExceptionally(failure);
                    return;
                }
                look(new Span(published, delivered, receivers), System.nanoTime() + grace.toNanos(), result);
            });
            return result;
        });
    }

    private void look(Span span, long until, CompletableFuture<Delivered> result) {
        if (span.isAllThere() || System.nanoTime() - until > 0) {
            later(SETTLE, () -> {
                subscribers.recordInto(null);
                result.complete(span.end());
            });
        } else {
            later(LOOK, () -> look(span, until, result));
        }
    }

    private void later(Duration wait, Runnable then) {
        generator.loop().schedule(then, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What has been published in a span of time, and to whom it should come. */
    private record Span(Recording published, Recording delivered, List<Subscribers.Subscription> receivers) {
        boolean isAllThere() {
            long each = published.completedCount();
            return delivered.completedCount() >= each * receivers.size()
                    && receivers.stream().allMatch(receiver -> receiver.receivedOf(delivered) >= each);
        }

        Delivered end() {
            published.errors().forEach((how, count) -> delivered.errors(how, count * receivers.size()));
            long lost = 0;
            long duplicate = 0;
            for (Subscribers.Subscription receiver : receivers) {
                long received = receiver.receivedOf(delivered);
                if (received == published.dueCount() && receiver.timesOf(delivered) != published.dueTimes()) {
                    // One instead of another, at least.
                    lost++;
                    duplicate++;
                }
                lost += Math.max(0, published.completedCount() - received);
                duplicate += Math.max(0, received - published.dueCount());
            }
            delivered.errors("lost", lost);
            delivered.errors("duplicate", duplicate);
            return new Delivered(published, delivered, published.dueCount() * receivers.size());
        }
    }
}
