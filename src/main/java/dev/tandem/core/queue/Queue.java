package dev.tandem.core.queue;

import dev.tandem.core.Ticker;
import dev.tandem.core.lease.Lease;
import dev.tandem.core.lease.Leases;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.registry.LastingEntry;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Ending;
import dev.tandem.core.wait.WaitLine;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One queue. An item is in one of three places: ready to be claimed, leased to somebody who has claimed it, or moving, which
 * is to have failed too often and to wait for room in the dead queue. It takes up room in all three, until it is
 * acknowledged or has arrived in the dead queue: what is given back always has a place to return to.
 *
 * <p>Two lines stand before it, of those who want to put and those who want to claim, each served strictly in the order of
 * arrival. A large item at the head of the first holds back smaller ones that would fit: otherwise it might wait for ever.
 * {@link #settle()} brings both lines forward after everything that could have made a difference to them.
 *
 * <p>Everything is done inside its monitor, but for what says otherwise, and never are two entered at once. An item moves to
 * the dead queue by being offered to it, outside this queue's monitor; it is this queue's until the dead queue says, again
 * outside its own, that it has taken it in. In between it is in both, and counted in both. What arrives from elsewhere comes
 * before the line of those who put, and waits for as long as it takes.
 */
final class Queue extends LastingEntry {
    private final QueueName name;
    private final QueueLimits limits;
    private final Common common;
    private final WaitLine<Put, String> putters;
    private final WaitLine<Duration, Optional<Claim>> claimants;

    /** All items, wherever they are, in the order of arrival. */
    private final SequencedSet<Item> held = new LinkedHashSet<>();

    private final Ready ready;
    private final Leases<Item> leases;
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private long bytes;
    private int moving;

    /** What all queues share. */
    record Common(
            Ticker ticker,
            Duration idleTimeout,
            Waits waits,
            QueueListener listener,
            Holdings holdings,
            Supplier<String> itemIds,
            Supplier<String> claimIds,
            DeadQueues deadQueues) {}

    /** Where items go that have failed too often; called outside every monitor. */
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

    Queue(QueueName name, QueueLimits limits, Common common) {
        super(name.text(), common.ticker(), common.idleTimeout());
        this.name = name;
        this.limits = limits;
        this.common = common;
        ready = new Ready(limits.order());
        leases = new Leases<>(monitor(), common.ticker(), common.claimIds(), this::expired);
        putters = common.waits().newLine(monitor(), new Putters());
        claimants = common.waits().newLine(monitor(), new Claimants());
    }

    QueueName name() {
        return name;
    }

    /** @throws dev.tandem.core.problem.ProblemException as {@link Queues#put} says */
    CompletableFuture<String> put(Payload payload, OptionalInt priority, Duration wait, Caller caller) {
        limits.check(payload, priority);
        use();
        boolean atOnce = putters.isEmpty() && arrivals.isEmpty() && hasRoomFor(payload);
        if (!atOnce) {
            if (wait.isZero()) {
                throw full().asException();
            }
            requirePlaceIn(putters);
        }
        common.holdings().reserve(payload);
        Put put = new Put(payload, priority.orElse(0));
        if (!atOnce) {
            return putters.join(put, wait, caller);
        }
        String id = accept(put);
        settle();
        return CompletableFuture.completedFuture(id);
    }

    /** @throws dev.tandem.core.problem.ProblemException as {@link Queues#claim} says */
    CompletableFuture<Optional<Claim>> claim(Duration lease, Duration wait, Caller caller) {
        use();
        if (!ready.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.of(lease(lease)));
        }
        if (wait.isZero()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        requirePlaceIn(claimants);
        return claimants.join(lease, wait, caller);
    }

    /** The item is done with; {@code false} if there is no such claim. */
    boolean acknowledge(String claim) {
        return endLease(claim, this::letGo);
    }

    /** The attempt at the item has failed; {@code false} if there is no such claim. */
    boolean release(String claim) {
        return endLease(claim, this::failed);
    }

    /** Nobody has seen the item: it is as if it had not been claimed; {@code false} if there is no such claim. */
    boolean giveBack(String claim) {
        return endLease(claim, this::backToFront);
    }

    private boolean endLease(String claim, Consumer<Item> end) {
        Optional<Lease<Item>> ended = leases.end(claim);
        ended.ifPresent(lease -> {
            use();
            common.holdings().addLeased(-1);
            end.accept(lease.lent());
            settle();
        });
        return ended.isPresent();
    }

    /** Lets a claim last so long from now on; empty if there is no such claim. */
    Optional<Instant> extend(String claim, Duration duration) {
        Optional<Lease<Item>> extended = leases.extend(claim, duration);
        extended.ifPresent(lease -> use());
        return extended.map(Lease::expires);
    }

    /** Takes in an item of another queue as soon as there is room. */
    void receive(Queue from, Item item) {
        use();
        arrivals.addLast(new Arrival(from, item));
        settle();
    }

    /** Forgets what has come from a queue and has not been taken in. */
    void refuseArrivalsFrom(Queue from) {
        arrivals.removeIf(arrival -> arrival.from() == from);
        settle();
    }

    /** An item has arrived in the dead queue, whose monitor has been left. */
    private void movedOut(Item item) {
        monitor().run(() -> {
            if (held.contains(item)) {
                moving--;
                letGo(item);
                settle();
            }
        });
    }

    /** The queue ends with all that is in it; what was about to arrive goes elsewhere. */
    void end() {
        Problem removed = Problem.of(ProblemCode.QUEUE_REMOVED, "The queue %s has been removed".formatted(name));
        putters.refuseAll(removed);
        claimants.refuseAll(removed);
        held.forEach(item -> common.holdings().release(item.payload()));
        common.holdings().addReady(-ready.size());
        common.holdings().addLeased(-leases.size());
        leases.endAll();
        ready.clear();
        held.clear();
        bytes = 0;
        for (Arrival arrival : arrivals) {
            monitor().afterwards(() -> common.deadQueues().offer(arrival.from(), arrival.item()));
        }
        arrivals.clear();
        if (moving > 0) {
            monitor().afterwards(() -> common.deadQueues().withdraw(this));
        }
        moving = 0;
    }

    @Override
    protected boolean isEmpty() {
        return held.isEmpty() && arrivals.isEmpty() && putters.isEmpty() && claimants.isEmpty();
    }

    QueueState state() {
        return new QueueState(
                name,
                ready.size(),
                leases.size(),
                moving,
                bytes,
                claimants.size(),
                putters.size(),
                oldestAge(),
                limits);
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
            claimants.serveFirst(lease -> Optional.of(lease(lease)), this::untaken);
        }
    }

    /** The claimant had left before it could be told. Called outside the monitor. */
    private void untaken(Optional<Claim> claim) {
        claim.ifPresent(of -> monitor().run(() -> giveBack(of.id())));
    }

    private boolean hasRoomFor(Payload payload) {
        return held.size() < limits.maxItems() && bytes + payload.bytes().length <= limits.maxBytes();
    }

    /** What has been accepted elsewhere is not lost for being too large here. */
    private boolean hasRoomFor(Arrival arrival) {
        return held.isEmpty() || hasRoomFor(arrival.item().payload());
    }

    private String accept(Put put) {
        Item item = new Item(common.itemIds().get(), put.payload(), put.priority(), nanoTime(), 0);
        add(item);
        return item.id();
    }

    private void takeIn(Arrival arrival) {
        Item old = arrival.item();
        common.holdings().reserveInAnyCase(old.payload());
        add(new Item(old.id(), old.payload(), old.priority(), nanoTime(), old.failures()));
        common.listener().died();
        monitor().afterwards(() -> arrival.from().movedOut(old));
    }

    private void add(Item item) {
        held.add(item);
        bytes += item.bytes();
        ready.add(item);
        common.holdings().addReady(1);
    }

    private Claim lease(Duration duration) {
        Lease<Item> lease = leases.lend(ready.take(), duration);
        common.holdings().addReady(-1);
        common.holdings().addLeased(1);
        Item item = lease.lent();
        return new Claim(lease.id(), lease.expires(), item.id(), item.failures() + 1, item.payload());
    }

    private void expired(Lease<Item> lease) {
        common.holdings().addLeased(-1);
        common.listener().leaseExpired();
        failed(lease.lent());
        settle();
    }

    private void failed(Item item) {
        item.fail();
        if (limits.maxAttempts() > 0 && item.failures() >= limits.maxAttempts()) {
            moving++;
            monitor().afterwards(() -> common.deadQueues().offer(this, item));
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
        line.requirePlace(limits.maxWaiters(), "There wait as many as may, %d (tandem.queues.max-waiters)");
    }

    private Problem full() {
        return Problem.of(
                ProblemCode.QUEUE_FULL,
                "There is no room for it in the queue %s (%d items, %d bytes), or others wait before it"
                        .formatted(name, limits.maxItems(), limits.maxBytes()));
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
