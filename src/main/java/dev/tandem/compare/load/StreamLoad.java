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
import java.util.function.Function;

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
    private final List<Subscribers> subscribers;
    private final Duration grace;

    /**
     * @param generator of the publisher
     * @param publisher has been started
     * @param subscribers those of each thread that receives
     */
    public StreamLoad(Generator generator, RequestLoad publisher, List<Subscribers> subscribers) {
        this(generator, publisher, subscribers, GRACE);
    }

    /** @param grace how long what has not come is waited for */
    StreamLoad(Generator generator, RequestLoad publisher, List<Subscribers> subscribers, Duration grace) {
        this.grace = grace;
        this.generator = generator;
        this.publisher = publisher;
        this.subscribers = List.copyOf(subscribers);
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
        subscribers.forEach(some -> some.generator().run(some::countUnstamped));
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
        while (!subscribers.stream().allMatch(some -> some.generator().call(() -> some.haveUnstamped(count)))) {
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
        var window = new Window(span);
        subscribers.forEach(some -> some.generator().run(() -> some.begin(new Recording(window))));
        generator.run(() -> {
            window.begin(System.nanoTime());
            publisher.recordInto(new Recording(window)).whenComplete((published, failure) -> {
                if (failure == null) {
                    look(published, window, System.nanoTime() + grace.toNanos(), result);
                } else {
                    subscribers.forEach(some -> some.generator().loop().execute(some::stop));
                    result.completeExceptionally(failure);
                }
            });
        });
        return result;
    }

    private void look(Recording published, Window window, long until, CompletableFuture<Delivered> result) {
        ofEach(some -> some.haveAll(published.completedCount())).thenAccept(complete -> {
            if (!complete.contains(false) || System.nanoTime() - until > 0) {
                later(SETTLE, () -> end(published, window, result));
            } else {
                later(LOOK, () -> look(published, window, until, result));
            }
        });
    }

    private void end(Recording published, Window window, CompletableFuture<Delivered> result) {
        ofEach(some -> some.end(published)).thenAccept(parts -> {
            var delivered = new Recording(window);
            parts.forEach(part -> delivered.add(part.recording()));
            long receivers =
                    parts.stream().mapToLong(Subscribers.Received::receivers).sum();
            result.complete(new Delivered(published, delivered, published.dueCount() * receivers));
        });
    }

    /** Asks each on its own thread. */
    private <T> CompletableFuture<List<T>> ofEach(Function<Subscribers, T> question) {
        List<CompletableFuture<T>> answers = subscribers.stream()
                .map(some -> some.generator().submit(() -> question.apply(some)))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
    }

    private void later(Duration wait, Runnable then) {
        generator.loop().schedule(then, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
}
