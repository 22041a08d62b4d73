package dev.tandem.core.channel;

import dev.tandem.core.MemoryBudget;
import dev.tandem.core.Model;
import dev.tandem.core.Ticker;
import dev.tandem.core.payload.Payload;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One channel of a hub. Everything is guarded by one lock, held for a time that depends neither on the number of
 * subscribers nor on what they do: the order in which it is taken is the channel's order.
 *
 * <p>A channel that nobody uses is forgotten; whoever still holds one gets {@code null} and looks it up again.
 */
final class Channel {
    private final ChannelName name;
    private final String epoch;
    private final Ticker ticker;
    private final HubListener listener;
    private final HubSettings settings;
    private final ReentrantLock lock = new ReentrantLock();

    private final History history;
    private final IdempotencyKeys keys;
    private final List<Group> groups = new ArrayList<>(2);
    private final Map<Model, Map<Transport, Integer>> subscribers = new EnumMap<>(Model.class);
    private long top;
    private long lastUsedNanos;
    private boolean completed;
    private boolean forgotten;

    Channel(
            ChannelName name,
            String epoch,
            HubSettings settings,
            MemoryBudget memory,
            Ticker ticker,
            HubListener listener) {
        this.name = name;
        this.epoch = epoch;
        this.settings = settings;
        this.ticker = ticker;
        this.listener = listener;
        history = new History(settings.historyLimits().apply(name), memory);
        keys = new IdempotencyKeys(settings);
        lastUsedNanos = ticker.nanoTime();
    }

    ChannelName name() {
        return name;
    }

    @Nullable
    Published publish(Model origin, Payload payload, @Nullable IdempotencyKey key) {
        byte[] fingerprint = key == null ? null : IdempotencyKey.fingerprint(payload);
        List<Lane> lanes;
        Published published;
        lock.lock();
        try {
            if (forgotten) {
                return null;
            }
            long nowNanos = use();
            if (key != null && fingerprint != null) {
                Optional<StreamPosition> earlier = keys.find(key, fingerprint, nowNanos);
                if (earlier.isPresent()) {
                    return new Published(earlier.get(), true);
                }
            }
            Publication publication = append(payload, nowNanos);
            published = new Published(position(), false);
            if (key != null && fingerprint != null) {
                keys.remember(key, fingerprint, published.position(), nowNanos);
            }
            lanes = enqueue(publication);
        } finally {
            lock.unlock();
        }
        lanes.forEach(Lane::schedule);
        listener.published(origin);
        return published;
    }

    /** Publishes for the last time; subscribers, those who are still to come included, end when they have it. */
    @Nullable
    Published publishLast(Model origin, Payload payload) {
        List<Lane> lanes;
        Published published;
        lock.lock();
        try {
            if (forgotten) {
                return null;
            }
            Publication publication = append(payload, use());
            completed = true;
            published = new Published(position(), false);
            lanes = enqueue(publication);
            groups.forEach(group -> group.lane().enqueue(group::complete));
        } finally {
            lock.unlock();
        }
        lanes.forEach(Lane::schedule);
        listener.published(origin);
        return published;
    }

    private Publication append(Payload payload, long nowNanos) {
        if (completed) {
            throw new IllegalStateException("channel: %s (expected: one that is not complete)".formatted(name));
        }
        Publication publication =
                new Publication(++top, ticker.now().truncatedTo(ChronoUnit.MILLIS), nowNanos, payload);
        history.append(publication);
        return publication;
    }

    private List<Lane> enqueue(Publication publication) {
        if (groups.isEmpty()) {
            return List.of();
        }
        Delivery delivery = new Delivery(name, epoch, publication);
        List<Lane> lanes = new ArrayList<>(groups.size());
        for (Group group : groups) {
            group.lane().enqueue(() -> group.deliver(delivery));
            lanes.add(group.lane());
        }
        return lanes;
    }

    /** Subscribes, and reads what the subscriber has missed, in one step: there is no hole and no overlap between them. */
    @Nullable
    Joining join(Connection connection, Optional<StreamPosition> after) {
        Lane lane = connection.lane();
        Subscription subscription;
        Joined joined;
        lock.lock();
        try {
            if (forgotten) {
                return null;
            }
            history.expire(use());
            joined = after.map(this::recover).orElseGet(() -> new Joined(name, position(), true, List.of()));
            Group group = groupOf(lane);
            group.size++;
            count(lane.model(), connection.transport(), 1);
            Subscription added = new Subscription(group, connection, connection.transport());
            lane.enqueue(() -> group.add(added));
            if (completed) {
                lane.enqueue(() -> lane.complete(connection));
            }
            subscription = added;
        } finally {
            lock.unlock();
        }
        lane.schedule();
        listener.subscribed(lane.model(), connection.transport());
        return new Joining(joined, subscription);
    }

    /** What {@link #join} did. */
    record Joining(Joined joined, Subscription subscription) {}

    void leave(Subscription subscription) {
        Group group = subscription.group();
        Lane lane = group.lane();
        lock.lock();
        try {
            if (subscription.cancelled) {
                return;
            }
            subscription.cancelled = true;
            use();
            count(lane.model(), subscription.transport(), -1);
            if (--group.size == 0) {
                groups.remove(group);
            }
            lane.enqueue(() -> group.remove(subscription));
        } finally {
            lock.unlock();
        }
        lane.schedule();
        listener.unsubscribed(lane.model(), subscription.transport());
    }

    /** What follows {@code after}, or all there is; {@code null} if the channel has been forgotten. */
    @Nullable
    HistoryPage read(Optional<StreamPosition> after, int limit) {
        lock.lock();
        try {
            if (forgotten) {
                return null;
            }
            history.expire(use());
            boolean recovered = after.isEmpty() || canRecover(after.get());
            int count =
                    recovered && after.isPresent() ? (int) (top - after.get().offset()) : history.size();
            List<Publication> publications = history.newest(count, limit);
            long reached = publications.isEmpty() ? top : publications.getLast().offset();
            return new HistoryPage(name, new StreamPosition(epoch, reached), recovered, publications);
        } finally {
            lock.unlock();
        }
    }

    ChannelState state() {
        lock.lock();
        try {
            history.expire(ticker.nanoTime());
            Map<Model, Map<Transport, Integer>> counts = new EnumMap<>(Model.class);
            for (Model model : Model.values()) {
                Map<Transport, Integer> ofModel = new EnumMap<>(Transport.class);
                for (Transport transport : Transport.values()) {
                    ofModel.put(transport, countOf(model, transport));
                }
                counts.put(model, ofModel);
            }
            return new ChannelState(name, position(), completed, history.size(), history.bytes(), counts);
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            use();
            history.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody will find it any more; whoever is subscribed gets what is on its way. */
    void forget() {
        lock.lock();
        try {
            forgotten = true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of what is too old, and of the channel itself if nothing is left that anybody could miss. */
    boolean forgetIfIdle() {
        lock.lock();
        try {
            long nowNanos = ticker.nanoTime();
            history.expire(nowNanos);
            keys.expire(nowNanos);
            forgotten = groups.isEmpty()
                    && history.size() == 0
                    && keys.isEmpty()
                    && nowNanos - lastUsedNanos >= settings.idleTimeout().toNanos();
            return forgotten;
        } finally {
            lock.unlock();
        }
    }

    private StreamPosition position() {
        return new StreamPosition(epoch, top);
    }

    private Joined recover(StreamPosition after) {
        boolean recovered = canRecover(after);
        int missed = recovered ? (int) (top - after.offset()) : history.size();
        StreamPosition start = new StreamPosition(epoch, top - missed);
        return new Joined(name, start, recovered, history.newest(missed, missed));
    }

    private boolean canRecover(StreamPosition after) {
        return after.epoch().equals(epoch) && after.offset() <= top && top - after.offset() <= history.size();
    }

    private Group groupOf(Lane lane) {
        for (Group group : groups) {
            if (group.lane() == lane) {
                return group;
            }
        }
        Group group = new Group(this, lane);
        groups.add(group);
        return group;
    }

    private void count(Model model, Transport transport, int change) {
        subscribers
                .computeIfAbsent(model, absent -> new EnumMap<>(Transport.class))
                .merge(transport, change, Integer::sum);
    }

    private int countOf(Model model, Transport transport) {
        return subscribers.getOrDefault(model, Map.of()).getOrDefault(transport, 0);
    }

    private long use() {
        lastUsedNanos = ticker.nanoTime();
        return lastUsedNanos;
    }
}
