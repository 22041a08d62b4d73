package dev.tandem.core.channel;

import dev.tandem.core.MemoryBudget;
import dev.tandem.core.Model;
import dev.tandem.core.RandomIds;
import dev.tandem.core.Ticker;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.wait.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All the channels of this process.
 *
 * <p>Delivery: every subscriber of a channel sees its publications in the same order, each at most once while it is
 * connected, and at least once if it comes back with a cursor that the history still reaches; where it does not reach,
 * the subscriber is told. A channel comes into being when it is first published to, read or subscribed to. It is
 * forgotten when it has had no subscriber, no history and no use for {@link HubSettings#idleTimeout}; if it comes into
 * being again it has another epoch, so that an old cursor is seen to be old.
 *
 * <p>Thread-safe. No operation blocks: one that may have to wait returns a future, which is completed on the lane that
 * it was asked from, and cancelling that future gives up the wait and leaves nothing behind.
 */
public final class Hub implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final HubSettings settings;
    private final Ticker ticker;
    private final HubListener listener;
    private final RandomIds epochs = new RandomIds();
    private final MemoryBudget historyMemory;

    private final ConcurrentNavigableMap<ChannelName, Channel> channels = new ConcurrentSkipListMap<>();
    private final AtomicInteger channelCount = new AtomicInteger();
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private volatile Ticker.Timer sweepTimer = () -> {};
    private volatile Ticker.Timer pulseTimer = () -> {};
    private volatile boolean closed;

    public Hub(HubSettings settings, Ticker ticker, HubListener listener) {
        this.settings = settings;
        this.ticker = ticker;
        this.listener = listener;
        historyMemory = new MemoryBudget(settings.maxHistoryBytes());
        scheduleSweep();
        schedulePulse();
    }

    /** A new lane of {@code model}; {@code executor} gives it its thread, a task at a time. */
    public Lane newLane(Model model, Executor executor) {
        Lane lane = new Lane(model, executor);
        lanes.add(lane);
        return lane;
    }

    /**
     * Appends a message to a channel and hands it to the channel's subscribers.
     *
     * @param key under which a repetition within the idempotency window gets the first answer again
     * @return the message's position; fails with a {@link dev.tandem.core.problem.ProblemException}:
     *     {@code channel_limit_reached}, {@code idempotency_key_reused}, {@code idempotency_limit_reached}
     */
    public CompletableFuture<Published> publish(
            Model origin, ChannelName name, Payload payload, Optional<IdempotencyKey> key) {
        @Nullable IdempotencyKey keyOrNull = key.orElse(null);
        return Futures.attempt(() -> CompletableFuture.completedFuture(
                inChannel(name, channel -> channel.publish(origin, payload, keyOrNull))));
    }

    /**
     * Publishes the last message that a channel will have. A connection ends, {@link DisconnectReason#COMPLETED}, when all of
     * its channels are complete and everything has been written to it; one that joins afterwards gets what it missed, and
     * ends then.
     *
     * @throws IllegalStateException if the channel is complete already
     */
    public void publishLast(Model origin, ChannelName name, Payload payload) {
        var _ = inChannel(name, channel -> channel.publishLast(origin, payload));
    }

    /**
     * Reads a channel's history.
     *
     * @param after where the client has read to; absent means from the oldest that is kept
     * @param limit the most publications to return
     * @param wait how long to wait for a publication if there is none
     * @param lane completes the future when there was a wait
     * @return fails with {@code channel_limit_reached}
     */
    public CompletableFuture<HistoryPage> history(
            ChannelName name, Optional<StreamPosition> after, int limit, Duration wait, Lane lane) {
        return Futures.attempt(() -> {
            HistoryPage page = inChannel(name, channel -> channel.read(after, limit));
            boolean answered = !page.publications().isEmpty() || !page.recovered() || wait.isZero();
            return answered ? CompletableFuture.completedFuture(page) : await(page, limit, wait, lane);
        });
    }

    private CompletableFuture<HistoryPage> await(HistoryPage page, int limit, Duration wait, Lane lane) {
        LongPoll poll = new LongPoll(this, lane, page);
        poll.expect(1);
        Channel.Joining joining =
                inChannel(page.channel(), channel -> channel.join(poll, Optional.of(page.position())));
        poll.join(List.of(joining.subscription()));
        Joined joined = joining.joined();
        if (!joined.replay().isEmpty() || !joined.recovered()) {
            poll.end();
            return history(page.channel(), Optional.of(page.position()), limit, Duration.ZERO, lane);
        }
        poll.timeOutAfter(wait);
        return poll.answer();
    }

    /**
     * Subscribes a connection to channels; from now on its lane delivers to it what is published.
     *
     * @return how the stream opens, and what was missed
     * @throws dev.tandem.core.problem.ProblemException {@code channel_limit_reached}
     */
    public Feed open(Connection connection, List<SubscribeRequest> requests, WireForm form) {
        List<Joined> joined = new ArrayList<>(requests.size());
        List<Subscription> subscriptions = new ArrayList<>(requests.size());
        connection.expect(requests.size());
        try {
            for (SubscribeRequest request : requests) {
                Channel.Joining joining =
                        inChannel(request.channel(), channel -> channel.join(connection, request.after()));
                joined.add(joining.joined());
                subscriptions.add(joining.subscription());
            }
        } finally {
            if (subscriptions.size() < requests.size()) {
                subscriptions.forEach(Subscription::cancel);
            }
        }
        connection.join(subscriptions);
        return new Feed(form, joined);
    }

    /** The same for one channel, which has to be there; absent if it is not. */
    public Optional<Feed> openExisting(Connection connection, SubscribeRequest request, WireForm form) {
        Channel channel = channels.get(request.channel());
        connection.expect(1);
        Channel.Joining joining = channel == null ? null : channel.join(connection, request.after());
        if (joining == null) {
            return Optional.empty();
        }
        connection.join(List.of(joining.subscription()));
        return Optional.of(new Feed(form, List.of(joining.joined())));
    }

    /** Removes a channel's history; its position stays. Nothing happens if there is no such channel. */
    public void clear(ChannelName name) {
        Channel channel = channels.get(name);
        if (channel != null) {
            channel.clear();
        }
    }

    /** Removes a channel as if it had never been; nothing happens if there is no such channel. */
    public void forget(ChannelName name) {
        Channel channel = channels.get(name);
        if (channel != null) {
            channel.forget();
            remove(channel);
        }
    }

    /** What is known of a channel; absent if there is no such channel. */
    public Optional<ChannelState> state(ChannelName name) {
        return Optional.ofNullable(channels.get(name)).map(Channel::state);
    }

    /**
     * The channels whose names follow {@code after} and begin with {@code prefix}, by name, at most {@code limit}.
     *
     * @throws ProblemException {@code channel_name_invalid} if no name can begin with that
     */
    public List<ChannelState> list(Optional<ChannelName> after, String prefix, int limit) {
        return following(after, prefix).values().stream()
                .takeWhile(channel -> channel.name().text().startsWith(prefix))
                .limit(limit)
                .map(Channel::state)
                .toList();
    }

    /** The names are sorted, so those with a prefix stand together: a listing looks at no other. */
    private ConcurrentNavigableMap<ChannelName, Channel> following(Optional<ChannelName> after, String prefix) {
        if (after.isPresent() && after.get().text().compareTo(prefix) >= 0) {
            return channels.tailMap(after.get(), false);
        }
        return prefix.isEmpty() ? channels : channels.tailMap(new ChannelName(prefix), true);
    }

    /** How many channels there are. */
    public int channelCount() {
        return channelCount.get();
    }

    /** The payloads that all histories hold, in bytes. */
    public long historyBytes() {
        return historyMemory.bytes();
    }

    /** What the connections of a model had still to write at the last pulse, in bytes. */
    public long outboxBytes(Model model) {
        return lanes.stream()
                .filter(lane -> lane.model() == model)
                .mapToLong(Lane::outboxBytes)
                .sum();
    }

    /** Ends every connection of a model, also those yet to come; long polls are answered. */
    public void disconnectAll(Model model, DisconnectReason reason) {
        lanes.stream().filter(lane -> lane.model() == model).forEach(lane -> lane.disconnectAll(reason));
    }

    /** Stops the timers. */
    @Override
    public void close() {
        closed = true;
        sweepTimer.cancel();
        pulseTimer.cancel();
    }

    Ticker ticker() {
        return ticker;
    }

    HubListener listener() {
        return listener;
    }

    /** A channel that was forgotten after it was looked up answers {@code null}: then it comes into being again. */
    private <T> T inChannel(ChannelName name, Function<Channel, @Nullable T> operation) {
        while (true) {
            Channel channel = channel(name);
            T result = operation.apply(channel);
            if (result != null) {
                return result;
            }
            remove(channel);
        }
    }

    private void remove(Channel channel) {
        if (channels.remove(channel.name(), channel)) {
            channelCount.decrementAndGet();
        }
    }

    private Channel channel(ChannelName name) {
        Channel existing = channels.get(name);
        return existing == null ? findOrCreate(name) : existing;
    }

    /** One after another, so that none is refused for the sake of one that makes the same channel. */
    private Channel findOrCreate(ChannelName name) {
        synchronized (channelCount) {
            Channel existing = channels.get(name);
            if (existing != null) {
                return existing;
            }
            if (channelCount.get() >= settings.maxChannels()) {
                throw Problem.of(
                                ProblemCode.CHANNEL_LIMIT_REACHED,
                                "There are %d channels already (tandem.channels.max-channels)"
                                        .formatted(settings.maxChannels()))
                        .asException();
            }
            Channel created = new Channel(name, epochs.get(), settings, historyMemory, ticker, listener);
            channelCount.incrementAndGet();
            channels.put(name, created);
            return created;
        }
    }

    private void scheduleSweep() {
        sweepTimer = ticker.schedule(SWEEP, () -> {
            try {
                channels.values().forEach(channel -> {
                    if (channel.forgetIfIdle()) {
                        remove(channel);
                    }
                });
            } finally {
                if (!closed) {
                    scheduleSweep();
                }
            }
        });
    }

    private void schedulePulse() {
        pulseTimer = ticker.schedule(settings.liveness().pulse(), () -> {
            try {
                long nowNanos = ticker.nanoTime();
                lanes.forEach(lane -> lane.pulse(nowNanos, settings.liveness()));
            } finally {
                if (!closed) {
                    schedulePulse();
                }
            }
        });
    }
}
