package dev.tandem.core.api;

import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.queue.Claim;
import dev.tandem.core.queue.QueueLimits;
import dev.tandem.core.queue.QueueName;
import dev.tandem.core.queue.QueueState;
import dev.tandem.core.queue.Queues;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Futures;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * The queue operations. Each method takes what the request says and either returns the whole answer or throws a
 * {@link dev.tandem.core.problem.ProblemException}; a future fails with one.
 *
 * <p>Thread-safe. Nothing blocks: what may wait is a future, completed by the caller's executor, and cancelling it gives up
 * the wait.
 */
public final class QueueApi {
    private static final int MAX_PRIORITY = 255;

    private final Queues queues;
    private final Limits limits;

    /**
     * What a single request may ask for.
     *
     * @param maxItemBytes the largest payload of one item
     * @param maxWait the longest that a request may ask to wait
     * @param maxLease the longest that an item may be claimed for at a time, a second or more
     */
    public record Limits(int maxItemBytes, Duration maxWait, Duration maxLease) {}

    public QueueApi(Queues queues, Limits limits) {
        this.queues = queues;
        this.limits = limits;
    }

    public Limits limits() {
        return limits;
    }

    /** {@code POST /v1/queues/{queue}/items}: 201 with the item's id. */
    public CompletableFuture<Answer> put(String rawQueue, Query query, RequestHead head, byte[] body, Caller caller) {
        return Futures.attempt(() -> {
            QueueName queue = queue(rawQueue);
            Bodies.requireIdentityEncoding(head);
            Duration wait = query.duration("wait", Duration.ZERO, limits.maxWait());
            OptionalInt priority = query.number("priority", 0, MAX_PRIORITY, ProblemCode.PRIORITY_INVALID);
            if (body.length > limits.maxItemBytes()) {
                throw Refusals.payloadTooLarge(limits.maxItemBytes());
            }
            Payload payload = Payload.of(head.header("Content-Type").orElse(""), body);
            return Futures.map(queues.put(queue, payload, priority, wait, caller), item -> put(queue, item));
        });
    }

    /**
     * {@code POST /v1/queues/{queue}/claims}: 200 with the claim and the item, which nobody else gets until the lease ends;
     * 204 if there was none in time. If the client has left before it could be told, the item goes back to where it was.
     */
    public CompletableFuture<Answer> claim(String rawQueue, Query query, Caller caller) {
        return Futures.attempt(() -> {
            QueueName queue = queue(rawQueue);
            Duration wait = query.duration("wait", Duration.ZERO, limits.maxWait());
            Duration lease = lease(query);
            return Futures.map(
                    queues.claim(queue, lease, wait, caller),
                    claim -> claim.map(given -> claimed(queue, given)).orElseGet(Answer::noContent),
                    untaken -> untaken.undeliverable().ifPresent(Runnable::run));
        });
    }

    /** {@code DELETE /v1/queues/{queue}/claims/{claim}}: 204, and the item is gone. */
    public Answer acknowledge(String rawQueue, String rawClaim) {
        queues.acknowledge(queue(rawQueue), claim(rawClaim));
        return Answer.noContent();
    }

    /** {@code POST /v1/queues/{queue}/claims/{claim}/release}: 204, and the next one gets the item. */
    public Answer release(String rawQueue, String rawClaim) {
        queues.release(queue(rawQueue), claim(rawClaim));
        return Answer.noContent();
    }

    /** {@code POST /v1/queues/{queue}/claims/{claim}/extend}: 200 with the moment at which the lease now ends. */
    public Answer extend(String rawQueue, String rawClaim, Query query) {
        QueueName queue = queue(rawQueue);
        String claim = claim(rawClaim);
        String expires = queues.extend(queue, claim, lease(query)).toString();
        return Answer.json(
                200,
                new JsonWriter()
                        .beginObject()
                        .field("claim", claim)
                        .field("expires", expires)
                        .endObject());
    }

    /** {@code DELETE /v1/queues/{queue}}: 204, whether or not there was one. */
    public Answer remove(String rawQueue) {
        queues.remove(queue(rawQueue));
        return Answer.noContent();
    }

    /** {@code GET /v1/queues/{queue}}: 200 with what is known of it. */
    public Answer state(String rawQueue) {
        QueueName queue = queue(rawQueue);
        QueueState state = queues.state(queue)
                .orElseThrow(() -> Problem.invalid(
                                ProblemCode.QUEUE_UNKNOWN, "queue", queue.text(), "a queue that is in use")
                        .asException());
        var json = new JsonWriter();
        write(json, state);
        return Answer.json(200, json);
    }

    /** {@code GET /v1/queues}: 200 with a page of queues, by name. */
    public Answer list(Query query) {
        var page = PageRequest.ofAnyPrefix(query, QueueName::new);
        List<QueueState> found = queues.list(page.after(), page.prefix(), page.oneMore());
        return page.answer("queues", found, state -> state.queue().text(), QueueApi::write);
    }

    private static Answer put(QueueName queue, String item) {
        return Answer.json(
                201,
                new JsonWriter()
                        .beginObject()
                        .field("queue", queue.text())
                        .field("id", item)
                        .endObject());
    }

    private Answer claimed(QueueName queue, Claim claim) {
        var json = new JsonWriter(512)
                .beginObject()
                .field("claim", claim.id())
                .field("expires", claim.expires().toString());
        json.field("item").beginObject().field("id", claim.item()).field("attempt", claim.attempt());
        claim.payload().writeFields(json);
        return Answer.json(200, json.endObject().endObject()).orElse(() -> queues.giveBack(queue, claim.id()));
    }

    private static void write(JsonWriter json, QueueState state) {
        QueueLimits limits = state.limits();
        json.beginObject()
                .field("queue", state.queue().text())
                .field("order", limits.order().text())
                .field("depth", state.depth())
                .field("leased", state.leased())
                .field("moving", state.moving())
                .field("bytes", state.bytes());
        state.oldestAge().ifPresent(age -> json.field("oldestAgeMillis", age.toMillis()));
        json.field("waiting")
                .beginObject()
                .field("putters", state.putters())
                .field("claimants", state.claimants())
                .endObject();
        json.field("limits")
                .beginObject()
                .field("maxItems", limits.maxItems())
                .field("maxBytes", limits.maxBytes())
                .field("maxAttempts", limits.maxAttempts())
                .field("maxWaiters", limits.maxWaiters())
                .endObject();
        json.endObject();
    }

    private Duration lease(Query query) {
        return LeaseTime.of(query, limits.maxLease());
    }

    private static QueueName queue(String raw) {
        return new QueueName(PercentEncoding.decode(raw, false));
    }

    private static String claim(String raw) {
        return PercentEncoding.decode(raw, false);
    }
}
