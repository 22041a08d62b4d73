package dev.tandem.core.queue;

import dev.tandem.core.Names;
import dev.tandem.core.Ticker;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Futures;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

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
    private final Ticker ticker;
    private final Holdings holdings;
    private final Queue.Common common;

    private final ConcurrentNavigableMap<String, Queue> queues = new ConcurrentSkipListMap<>();
    private final AtomicInteger queueCount = new AtomicInteger();
    private volatile Ticker.Timer sweepTimer = () -> {};
    private volatile boolean closed;

    public Queues(QueueSettings settings, Ticker ticker, Waits waits, QueueListener listener) {
        this.settings = settings;
        this.ticker = ticker;
        holdings = new Holdings(settings.maxMemoryBytes());
        common = new Queue.Common(ticker, waits, listener, holdings, new Ids(), new Dead());
        scheduleSweep();
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
        return Futures.attempt(() -> {
            existing(name).map(Queue::limits).orElseGet(() -> limits(name)).check(payload, priority);
            return inQueue(name, queue -> queue.put(payload, priority.orElse(0), wait, caller));
        });
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
        if (wait.isZero() && existing(name).isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return Futures.attempt(() -> inQueue(name, queue -> queue.claim(lease, wait, caller)));
    }

    /**
     * The item is done with.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code claim_gone}
     */
    public void acknowledge(QueueName name, String claim) {
        requireDone(claim, existing(name).map(queue -> queue.acknowledge(claim)));
    }

    /**
     * The attempt at the item has failed, and another one may begin.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code claim_gone}
     */
    public void release(QueueName name, String claim) {
        requireDone(claim, existing(name).map(queue -> queue.release(claim)));
    }

    /** The claim never reached the client: no attempt was made. Does nothing if the claim is gone. */
    public void giveBack(QueueName name, String claim) {
        existing(name).ifPresent(queue -> queue.giveBack(claim));
    }

    /**
     * Lets a claim last for {@code lease} from now on.
     *
     * @return until when
     * @throws dev.tandem.core.problem.ProblemException {@code claim_gone}
     */
    public Instant extend(QueueName name, String claim, Duration lease) {
        return existing(name)
                .flatMap(queue -> queue.extend(claim, lease))
                .orElseThrow(() -> gone(claim).asException());
    }

    /** Removes a queue and all that is in it; whoever waits there is told. Nothing happens if there is no such queue. */
    public void remove(QueueName name) {
        existing(name).ifPresent(queue -> {
            queue.remove();
            drop(queue);
        });
    }

    /** What is known of a queue; absent if there is no such queue. */
    public Optional<QueueState> state(QueueName name) {
        return existing(name).map(Queue::state);
    }

    /**
     * The queues whose names follow {@code after} and begin with {@code prefix}, by name, at most {@code limit}.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code queue_name_invalid} if no name can begin with that
     */
    public List<QueueState> list(Optional<QueueName> after, String prefix, int limit) {
        return following(after, prefix).values().stream()
                .takeWhile(queue -> queue.name().text().startsWith(prefix))
                .limit(limit)
                .map(Queue::state)
                .toList();
    }

    /** The names are sorted, so those with a prefix stand together: a listing looks at no other. */
    private ConcurrentNavigableMap<String, Queue> following(Optional<QueueName> after, String prefix) {
        if (!prefix.isEmpty()) {
            Names.require("prefix", prefix, MAX_PREFIX_LENGTH, ProblemCode.QUEUE_NAME_INVALID);
        }
        return after.filter(name -> name.text().compareTo(prefix) >= 0)
                .map(name -> queues.tailMap(name.text(), false))
                .orElseGet(() -> queues.tailMap(prefix, true));
    }

    /** How many queues there are. */
    public int queueCount() {
        return queueCount.get();
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
        closed = true;
        sweepTimer.cancel();
    }

    private Optional<Queue> existing(QueueName name) {
        return Optional.ofNullable(queues.get(name.text()));
    }

    /** A queue that has ended since it was looked up answers nothing: then it comes into being again. */
    private <T> T inQueue(QueueName name, Function<Queue, Optional<T>> operation) {
        while (true) {
            Queue queue = existing(name).orElseGet(() -> create(name));
            Optional<T> result = operation.apply(queue);
            if (result.isPresent()) {
                return result.get();
            }
            drop(queue);
        }
    }

    private Queue create(QueueName name) {
        if (queueCount.incrementAndGet() > settings.maxQueues()) {
            queueCount.decrementAndGet();
            throw Problem.of(
                            ProblemCode.QUEUE_LIMIT_REACHED,
                            "There are %d queues already (tandem.queues.max-queues)".formatted(settings.maxQueues()))
                    .asException();
        }
        return add(name);
    }

    /** Adds a queue that has been counted. */
    private Queue add(QueueName name) {
        Queue created = new Queue(name, limits(name), common);
        Queue other = queues.putIfAbsent(name.text(), created);
        if (other != null) {
            queueCount.decrementAndGet();
            return other;
        }
        return created;
    }

    private QueueLimits limits(QueueName name) {
        QueueLimits limits = settings.limits().apply(name);
        return name.isDead() ? limits.withoutMaxAttempts() : limits;
    }

    private void drop(Queue queue) {
        if (queues.remove(queue.name().text(), queue)) {
            queueCount.decrementAndGet();
        }
    }

    private static void requireDone(String claim, Optional<Boolean> done) {
        if (!done.orElse(false)) {
            throw gone(claim).asException();
        }
    }

    private static Problem gone(String claim) {
        return Problem.invalid(ProblemCode.CLAIM_GONE, "claim", claim, "one whose lease has not ended");
    }

    private void scheduleSweep() {
        sweepTimer = ticker.schedule(SWEEP, () -> {
            try {
                queues.values().forEach(queue -> {
                    if (queue.forgetIfIdle(settings.idleTimeout())) {
                        drop(queue);
                    }
                });
            } finally {
                if (!closed) {
                    scheduleSweep();
                }
            }
        });
    }

    /** The dead queues of all the others: those that end in {@code .dead}. */
    private final class Dead implements Queue.DeadQueues {
        @Override
        public void offer(Queue from, Item item) {
            QueueName name = from.name().dead();
            Queue dead = existing(name).orElseGet(() -> createInAnyCase(name));
            while (!dead.receive(from, item)) {
                drop(dead);
                dead = existing(name).orElseGet(() -> createInAnyCase(name));
            }
            // The item may have come after its queue was removed, and had withdrawn what it knew of.
            if (from.hasEnded()) {
                dead.refuseArrivalsFrom(from);
            }
        }

        private Queue createInAnyCase(QueueName name) {
            queueCount.incrementAndGet();
            return add(name);
        }

        @Override
        public void withdraw(Queue from) {
            existing(from.name().dead()).ifPresent(dead -> dead.refuseArrivalsFrom(from));
        }
    }
}
