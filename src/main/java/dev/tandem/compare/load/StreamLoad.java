package dev.tandem.compare.load;

import java.time.Duration;
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
     * @param delivered what was delivered of that
     * @param expected how much should have been
     */
    public record Delivered(Recording published, Recording delivered, long expected) {}

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
            int receivers = subscribers.liveCount();
            subscribers.recordInto(delivered);
            publisher.recordInto(new Recording(now, span)).whenComplete((published, failure) -> {
                if (failure != null) {
                    subscribers.recordInto(null);
                    result.completeExceptionally(failure);
                    return;
                }
                long expected = published.completedCount() * receivers;
                look(new Delivered(published, delivered, expected), System.nanoTime() + grace.toNanos(), result);
            });
            return result;
        });
    }

    private void look(Delivered sofar, long until, CompletableFuture<Delivered> result) {
        if (sofar.delivered().completedCount() >= sofar.expected() || System.nanoTime() - until > 0) {
            subscribers.recordInto(null);
            result.complete(sofar);
        } else {
            generator.loop().schedule(() -> look(sofar, until, result), LOOK.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
