package dev.tandem.core.queue;

import dev.tandem.core.Ticker;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Ending;
import dev.tandem.core.wait.Monitor;
import dev.tandem.core.wait.WaitLine;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One queue. An item is in one of three places: ready to be claimed, leased to somebody who has claimed it, or moving, which
 * is to have failed too often and to wait for room in the dead queue. It takes up room in all three, until it is
 * acknowledged or has arrived in the dead queue: what is given back always has a place to return to.
 *
 * <p>Two lines stand before it, of those who want to put and those who want to claim, each served strictly in the order of
 * arrival. A large item at the head of the first holds back smaller ones that would fit: otherwise it might wait for ever.
 * {@link #settle()} brings both lines forward after everything that could have made a difference to them.
 *
 * <p>Everything is guarded by one monitor, and never are two held at once. An item moves to the dead queue by being offered
 * to it, outside this queue's monitor; it is this queue's until the dead queue says, again outside its own, that it has
 * taken it in. In between it is in both, and counted in both. What arrives from elsewhere comes before the line of those
 * who put, and waits for as long as it takes.
 *
 * <p>A queue that was removed or forgotten has ended, for good: whoever still holds one is answered with an empty
 * {@link Optional} and looks it up again.
 */
final class Queue {
    private final QueueName name;
    private final QueueLimits limits;
    private final Common common;
    private final Monitor monitor = new Monitor();
    private final WaitLine<Put, String> putters;
    private final WaitLine<Duration, Optional<Claim>> claimants;

    /** All items, wherever they are, in the order of arrival. */
    private final SequencedSet<Item> held = new LinkedHashSet<>();

    private final Ready ready;
    private final Map<String, Lease> leases = new HashMap<>();
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private long bytes;
    private int moving;
    private long lastUsedNanos;
    private volatile boolean ended;

    /** What all queues share. */
    record Common(
            Ticker ticker, Waits waits, QueueListener listener, Holdings holdings, Ids ids, DeadQueues deadQueues) {}

    /** Where items go that have failed too often. */
    interface DeadQueues {
        /** Offers an item to the dead queue of its own. */
        void offer(Queue from, Item item);

        /** The queue has been removed: what it has offered, and has not been taken in, is no more. */
        void withdraw(Queue from);
    }

    /** Something that somebody wants to put. */
    private record Put(Payload payload, int priority) {}

    /** An item that moves here from another queue. */
    private record Arrival(Queue from, Item item) {}

    /** An item that somebody has claimed, until {@code dueNanos}. */
    private record Lease(Item item, long dueNanos, Ticker.Timer timer) {}

    Queue(QueueName name, QueueLimits limits, Common common) {
        this.name = name;
        this.limits = limits;
        this.common = common;
        ready = new Ready(limits.order());
        putters = common.waits().newLine(monitor, new Putters());
        claimants = common.waits().newLine(monitor, new Claimants());
        lastUsedNanos = common.ticker().nanoTime();
    }

    QueueName name() {
        return name;
    }

    boolean hasEnded() {
        return ended;
    }

    QueueLimits limits() {
        return limits;
    }

    /** @throws dev.tandem.core.problem.ProblemException as {@link Queues#put} says */
    Optional<CompletableFuture<String>> put(Payload payload, int priority, Duration wait, Caller caller) {
        return monitor.enter(() -> {
            if (ended) {
                return Optional.empty();
            }
            use();
            boolean atOnce = putters.isEmpty() && arrivals.isEmpty() && hasRoomFor(payload);
            if (!atOnce) {
                if (wait.isZero()) {
                    throw full().asException();
                }
                requirePlaceIn(putters);
            }
            common.holdings().reserve(payload);
            Put put = new Put(payload, priority);
            if (!atOnce) {
                return Optional.of(putters.join(put, wait, caller));
            }
            String id = accept(put);
            settle();
            return Optional.of(CompletableFuture.completedFuture(id));
        });
    }

    /** @throws dev.tandem.core.problem.ProblemException as {@link Queues#claim} says */
    Optional<CompletableFuture<Optional<Claim>>> claim(Duration lease, Duration wait, Caller caller) {
        return monitor.enter(() -> {
            if (ended) {
                return Optional.empty();
            }
            use();
            if (!ready.isEmpty()) {
                return Optional.of(CompletableFuture.completedFuture(Optional.of(lease(lease))));
            }
            if (wait.isZero()) {
                return Optional.of(CompletableFuture.completedFuture(Optional.empty()));
            }
            requirePlaceIn(claimants);
            return Optional.of(claimants.join(lease, wait, caller));
        });
    }

    /** The item is done with; {@code false} if there is no such claim. */
    boolean acknowledge(String claim) {
        return endLease(claim, this::letGo);
    }

    /** The attempt at the item has failed; {@code false} if there is no such claim. */
    boolean release(String claim) {
        return endLease(claim, this::failed);
    }

    /** Nobody has seen the item: it is as if it had not been claimed. Does nothing if there is no such claim. */
    void giveBack(String claim) {
        endLease(claim, this::backToFront);
    }

    private boolean endLease(String claim, Consumer<Item> end) {
        return monitor.enter(() -> {
            Lease lease = leases.remove(claim);
            if (lease == null) {
                return false;
            }
            use();
            lease.timer().cancel();
            common.holdings().addLeased(-1);
            end.accept(lease.item());
            settle();
            return true;
        });
    }

    /** Lets a claim last so long from now on; empty if there is no such claim. */
    Optional<Instant> extend(String claim, Duration duration) {
        return monitor.enter(() -> {
            Lease lease = leases.get(claim);
            if (lease == null) {
                return Optional.empty();
            }
            use();
            lease.timer().cancel();
            leases.put(claim, newLease(claim, lease.item(), duration));
            return Optional.of(expiry(duration));
        });
    }

    /** Takes in an item of another queue as soon as there is room; {@code false} if this queue has ended. */
    boolean receive(Queue from, Item item) {
        return monitor.enter(() -> {
            if (ended) {
                return false;
            }
            use();
            arrivals.addLast(new Arrival(from, item));
            settle();
            return true;
        });
    }

    /** Forgets what has come from a queue and has not been taken in. */
    void refuseArrivalsFrom(Queue from) {
        monitor.run(() -> {
            arrivals.removeIf(arrival -> arrival.from() == from);
            settle();
        });
    }

    /** An item has arrived in the dead queue. */
    private void movedOut(Item item) {
        monitor.run(() -> {
            if (held.contains(item)) {
                moving--;
                letGo(item);
                settle();
            }
        });
    }

    /** Ends the queue with all that is in it; what was about to arrive goes elsewhere. */
    void remove() {
        monitor.run(() -> {
            if (ended) {
                return;
            }
            ended = true;
            Problem removed = Problem.of(ProblemCode.QUEUE_REMOVED, "The queue %s has been removed".formatted(name));
            putters.refuseAll(removed);
            claimants.refuseAll(removed);
            leases.values().forEach(lease -> lease.timer().cancel());
            held.forEach(item -> common.holdings().release(item.payload()));
            common.holdings().addReady(-ready.size());
            common.holdings().addLeased(-leases.size());
            leases.clear();
            ready.clear();
            held.clear();
            bytes = 0;
            for (Arrival arrival : arrivals) {
                monitor.afterwards(() -> common.deadQueues().offer(arrival.from(), arrival.item()));
            }
            arrivals.clear();
            if (moving > 0) {
                monitor.afterwards(() -> common.deadQueues().withdraw(this));
            }
            moving = 0;
        });
    }

    /** Ends the queue if nobody has used it for some time, and nobody would miss it. */
    boolean forgetIfIdle(Duration idleTimeout) {
        return monitor.enter(() -> {
            boolean idle = held.isEmpty()
                    && arrivals.isEmpty()
                    && putters.isEmpty()
                    && claimants.isEmpty()
                    && common.ticker().nanoTime() - lastUsedNanos >= idleTimeout.toNanos();
            ended |= idle;
            return idle;
        });
    }

    QueueState state() {
        return monitor.enter(() -> new QueueState(
                name,
                ready.size(),
                leases.size(),
                moving,
                bytes,
                claimants.size(),
                putters.size(),
                oldestAge(),
                limits));
    }

    private Optional<Duration> oldestAge() {
        return held.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanoTime() - held.getFirst().sinceNanos()));
    }

    /** Brings everyone forward for whom there is now room, or an item. */
    private void settle() {
        while (!arrivals.isEmpty() && hasRoomFor(arrivals.getFirst())) {
            takeIn(arrivals.removeFirst());
        }
        while (arrivals.isEmpty()
                && !putters.isEmpty()
                && hasRoomFor(putters.first().orElseThrow().payload())) {
            putters.serveFirst(this::accept, accepted -> {});
        }
        while (!ready.isEmpty() && !claimants.isEmpty()) {
            claimants.serveFirst(
                    lease -> Optional.of(lease(lease)),
                    untaken -> untaken.map(Claim::id).ifPresent(this::giveBack));
        }
    }

    private boolean hasRoomFor(Payload payload) {
        return held.size() < limits.maxItems() && bytes + payload.bytes().length <= limits.maxBytes();
    }

    /** What has been accepted elsewhere is not lost for being too large here. */
    private boolean hasRoomFor(Arrival arrival) {
        return held.isEmpty() || hasRoomFor(arrival.item().payload());
    }

    private String accept(Put put) {
        Item item = new Item(common.ids().newItem(), put.payload(), put.priority(), nanoTime(), 0);
        add(item);
        return item.id();
    }

    private void takeIn(Arrival arrival) {
        Item old = arrival.item();
        common.holdings().reserveInAnyCase(old.payload());
        add(new Item(old.id(), old.payload(), old.priority(), nanoTime(), old.failures()));
        common.listener().died();
        monitor.afterwards(() -> arrival.from().movedOut(old));
    }

    private void add(Item item) {
        held.add(item);
        bytes += item.bytes();
        ready.add(item);
        common.holdings().addReady(1);
    }

    private Claim lease(Duration duration) {
        String claim = common.ids().newClaim();
        Item item = ready.take();
        leases.put(claim, newLease(claim, item, duration));
        common.holdings().addReady(-1);
        common.holdings().addLeased(1);
        return new Claim(claim, expiry(duration), item.id(), item.failures() + 1, item.payload());
    }

    private Lease newLease(String claim, Item item, Duration duration) {
        long dueNanos = nanoTime() + duration.toNanos();
        return new Lease(item, dueNanos, common.ticker().schedule(duration, () -> expire(claim, dueNanos)));
    }

    private Instant expiry(Duration duration) {
        return common.ticker().now().plus(duration).truncatedTo(ChronoUnit.MILLIS);
    }

    /** A lease that has been extended in the last moment is due later than its timer thinks. */
    private void expire(String claim, long dueNanos) {
        monitor.run(() -> {
            Lease lease = leases.get(claim);
            if (lease != null && lease.dueNanos() == dueNanos) {
                leases.remove(claim);
                common.holdings().addLeased(-1);
                common.listener().leaseExpired();
                failed(lease.item());
                settle();
            }
        });
    }

    private void failed(Item item) {
        item.fail();
        if (limits.maxAttempts() > 0 && item.failures() >= limits.maxAttempts()) {
            moving++;
            monitor.afterwards(() -> common.deadQueues().offer(this, item));
        } else {
            backToFront(item);
        }
    }

    private void backToFront(Item item) {
        ready.giveBack(item);
        common.holdings().addReady(1);
    }

    private void letGo(Item item) {
        held.remove(item);
        bytes -= item.bytes();
        common.holdings().release(item.payload());
    }

    private void requirePlaceIn(WaitLine<?, ?> line) {
        if (line.size() >= limits.maxWaiters()) {
            throw Problem.of(
                            ProblemCode.WAITERS_LIMIT_REACHED,
                            "There wait as many as may, %d (tandem.queues.max-waiters)".formatted(limits.maxWaiters()))
                    .asException();
        }
    }

    private Problem full() {
        return Problem.of(
                ProblemCode.QUEUE_FULL,
                "There is no room for it in the queue %s (%d items, %d bytes), or others wait before it"
                        .formatted(name, limits.maxItems(), limits.maxBytes()));
    }

    private void use() {
        lastUsedNanos = nanoTime();
    }

    private long nanoTime() {
        return common.ticker().nanoTime();
    }

    private void left(QueueListener.Operation operation, Caller caller, Ending ending, long waitedNanos) {
        common.listener().waited(caller.model(), operation, ending, waitedNanos);
        use();
    }

    /** Those who want to put. */
    private final class Putters implements WaitLine.Keeper<Put, String> {
        @Override
        public String timedOut(Put request) {
            throw full().asException();
        }

        @Override
        public void left(Put request, Caller caller, Ending ending, long waitedNanos) {
            Queue.this.left(QueueListener.Operation.PUT, caller, ending, waitedNanos);
            if (ending != Ending.SERVED) {
                common.holdings().release(request.payload());
            }
            if (ending == Ending.TIMED_OUT || ending == Ending.GIVEN_UP) {
                settle();
            }
        }
    }

    /** Those who want to claim. */
    private final class Claimants implements WaitLine.Keeper<Duration, Optional<Claim>> {
        @Override
        public Optional<Claim> timedOut(Duration lease) {
            return Optional.empty();
        }

        @Override
        public void left(Duration lease, Caller caller, Ending ending, long waitedNanos) {
            Queue.this.left(QueueListener.Operation.CLAIM, caller, ending, waitedNanos);
        }
    }
}
