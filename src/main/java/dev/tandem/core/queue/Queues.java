package dev.tandem.core.queue;

import dev.tandem.core.Names;
import dev.tandem.core.SerialIds;
import dev.tandem.core.Ticker;
import dev.tandem.core.lease.LeaseIds;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.registry.Registry;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Futures;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * All the queues of this process.
 *
 * <p>Delivery: an item that has been put is handed to one claimant at a time, and is gone when that one acknowledges it. If
 * the claimant gives it back, or says nothing until its lease ends, it is handed to another, ahead of all others of its
 * priority: at least once. An item that has failed {@link QueueLimits#maxAttempts} times moves to the queue of the same name
 * with {@code .dead} behind it, which is a queue like others but for that nothing moves on from there. If there is no room
 * it waits in its own queue, where it keeps its room, so that nothing is lost and nothing grows without bound.
 *
 * <p>A queue comes into being when somebody puts into it or waits to claim from it. It is forgotten when it has been empty
 * and unused for {@link QueueSettings#idleTimeout}.
 *
 * <p>Thread-safe. No operation blocks: one that may have to wait returns a future, and cancelling that future gives up the
 * wait. A claim that was on its way by then is given back; an item that had found room by then has been put.
 */
public final class Queues implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final int MAX_PREFIX_LENGTH = 128;

    private final QueueSettings settings;
    private final Holdings holdings;
    private final Queue.Common common;
    private final Registry<Queue> registry;
    private final Ticker.Timer sweep;

    public Queues(QueueSettings settings, Ticker ticker, Waits waits, QueueListener listener) {
        this.settings = settings;
        holdings = new Holdings(settings.maxMemoryBytes());
        common = new Queue.Common(
                ticker, settings.idleTimeout(), waits, listener, holdings, new SerialIds(), new LeaseIds(), new Dead());
        registry = new Registry<>(
                settings.maxQueues(),
                Problem.of(
                        ProblemCode.QUEUE_LIMIT_REACHED,
                        "There are %d queues already (tandem.queues.max-queues)".formatted(settings.maxQueues())));
        sweep = ticker.repeat(SWEEP, registry::forgetIdle);
    }

    /**
     * Puts an item into a queue, behind everyone who waits to do so.
     *
     * @param priority 0 to 255, the highest first; absent is 0
     * @param wait how long to wait for room
     * @return the item's id; fails with a {@link dev.tandem.core.problem.ProblemException}: {@code queue_limit_reached},
     *     {@code queue_full} if there was no room in time, or no memory to wait in, {@code waiters_limit_reached},
     *     {@code queue_removed}, {@code priority_unsupported} where the queue knows no priorities,
     *     {@code payload_too_large} if it would not even fit into the empty queue
     */
    public CompletableFuture<String> put(
            QueueName name, Payload payload, OptionalInt priority, Duration wait, Caller caller) {
        return Futures.attempt(() -> registry.use(
                name.text(),
                absent -> {
                    limits(name).check(payload, priority);
                    return newQueue(name);
                },
                queue -> queue.put(payload, priority, wait, caller)));
    }

    /**
     * Claims the next item of a queue, after everyone who waits to do so.
     *
     * @param lease for how long nobody else gets the item, beginning when it is handed over
     * @param wait how long to wait for an item
     * @return the claim, or nothing if no item came in time; fails with {@code queue_limit_reached},
     *     {@code waiters_limit_reached}, {@code queue_removed}
     */
    public CompletableFuture<Optional<Claim>> claim(QueueName name, Duration lease, Duration wait, Caller caller) {
        return Futures.attempt(() -> wait.isZero()
                ? registry.useIfPresent(name.text(), queue -> queue.claim(lease, wait, caller))
                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
                : registry.use(name.text(), absent -> newQueue(name), queue -> queue.claim(lease, wait, caller)));
    }

    /**
     * The item is done with.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code claim_gone}
     */
    public void acknowledge(QueueName name, String claim) {
        requireDone(claim, registry.useIfPresent(name.text(), queue -> queue.acknowledge(claim)));
    }

    /**
     * The attempt at the item has failed, and another one may begin.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code claim_gone}
     */
    public void release(QueueName name, String claim) {
        requireDone(claim, registry.useIfPresent(name.text(), queue -> queue.release(claim)));
    }

    /** The claim never reached the client: no attempt was made. Does nothing if the claim is gone. */
    public void giveBack(QueueName name, String claim) {
        var _ = registry.useIfPresent(name.text(), queue -> queue.giveBack(claim));
    }

    /**
     * Lets a claim last for {@code lease} from now on.
     *
     * @return until when
     * @throws dev.tandem.core.problem.ProblemException {@code claim_gone}
     */
    public Instant extend(QueueName name, String claim, Duration lease) {
        return registry.useIfPresent(name.text(), queue -> queue.extend(claim, lease))
                .flatMap(extended -> extended)
                .orElseThrow(() -> gone(claim).asException());
    }

    /** Removes a queue and all that is in it; whoever waits there is told. Nothing happens if there is no such queue. */
    public void remove(QueueName name) {
        registry.remove(name.text(), Queue::end);
    }

    /** What is known of a queue; absent if there is no such queue. */
    public Optional<QueueState> state(QueueName name) {
        return registry.useIfPresent(name.text(), Queue::state);
    }

    /**
     * The queues whose names follow {@code after} and begin with {@code prefix}, by name, at most {@code limit}.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code queue_name_invalid} if no name can begin with that
     */
    public List<QueueState> list(Optional<QueueName> after, String prefix, int limit) {
        if (!prefix.isEmpty()) {
            Names.require("prefix", prefix, MAX_PREFIX_LENGTH, ProblemCode.QUEUE_NAME_INVALID);
        }
        return registry.list(after.map(QueueName::text), prefix, limit, Queue::state);
    }

    /** How many queues there are. */
    public int queueCount() {
        return registry.size();
    }

    /** How many items can be claimed, over all queues. */
    public long depth() {
        return holdings.ready();
    }

    /** How many items are claimed, over all queues. */
    public long leased() {
        return holdings.leased();
    }

    /** What the items of all queues take, and of those who wait to put. */
    public long memoryBytes() {
        return holdings.memoryBytes();
    }

    /** Stops the timer. */
    @Override
    public void close() {
        sweep.cancel();
    }

    private Queue newQueue(QueueName name) {
        return new Queue(name, limits(name), common);
    }

    private QueueLimits limits(QueueName name) {
        QueueLimits limits = settings.limits().apply(name);
        return name.isDead() ? limits.withoutMaxAttempts() : limits;
    }

    private static void requireDone(String claim, Optional<Boolean> done) {
        if (!done.orElse(false)) {
            throw gone(claim).asException();
        }
    }

    private static Problem gone(String claim) {
        return Problem.invalid(ProblemCode.CLAIM_GONE, "claim", claim, "one whose lease has not ended");
    }

    /** The dead queues of all the others: those that end in {@code .dead}. */
    private final class Dead implements Queue.DeadQueues {
        @Override
        public void offer(Queue from, Item item) {
            QueueName name = from.name().dead();
            var _ = registry.useInAnyCase(name.text(), absent -> newQueue(name), dead -> {
                dead.receive(from, item);
                return true;
            });
            // The item may have come after its queue was removed, and had withdrawn what it knew of.
            if (from.isForgotten()) {
                withdraw(from);
            }
        }

        @Override
        public void withdraw(Queue from) {
            var _ = registry.useIfPresent(from.name().dead().text(), dead -> {
                dead.refuseArrivalsFrom(from);
                return true;
            });
        }
    }
}
