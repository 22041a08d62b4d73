package dev.tandem.core.lease;

import dev.tandem.core.Ticker;
import dev.tandem.core.wait.Monitor;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What one thing has lent. A lease is ended once, by whoever gives it back or by its time, whichever is first.
 *
 * <p>Every method is called inside the monitor of that thing.
 *
 * @param <T> what is lent
 */
public final class Leases<T> {
    private final Monitor monitor;
    private final Ticker ticker;
    private final Supplier<String> ids;
    private final Consumer<Lease<T>> expired;
    private final Map<String, Open<T>> open = new HashMap<>();

    private record Open<T>(Lease<T> lease, Ticker.Timer timer) {}

    /**
     * Nothing is lent yet.
     *
     * @param ids makes the ids
     * @param expired told of a lease whose time is over, inside the monitor, when it has ended
     */
    public Leases(Monitor monitor, Ticker ticker, Supplier<String> ids, Consumer<Lease<T>> expired) {
        this.monitor = monitor;
        this.ticker = ticker;
        this.ids = ids;
        this.expired = expired;
    }

    public Lease<T> lend(T thing, Duration time) {
        return open(ids.get(), thing, time);
    }

    /** Gives a lease more time, or less, from now on; absent if there is no such lease any more. */
    public Optional<Lease<T>> extend(String id, Duration time) {
        return end(id).map(lease -> open(id, lease.lent(), time));
    }

    /** Ends a lease; absent if there is no such lease any more. */
    public Optional<Lease<T>> end(String id) {
        Optional<Open<T>> ended = Optional.ofNullable(open.remove(id));
        ended.ifPresent(of -> of.timer().cancel());
        return ended.map(Open::lease);
    }

    /** Ends all, as what was lent is no more. */
    public void endAll() {
        open.values().forEach(each -> each.timer().cancel());
        open.clear();
    }

    /** How many have not ended. */
    public int size() {
        return open.size();
    }

    private Lease<T> open(String id, T thing, Duration time) {
        var lease = new Lease<>(id, ticker.now().plus(time).truncatedTo(ChronoUnit.MILLIS), thing);
        open.put(id, new Open<>(lease, ticker.schedule(time, () -> monitor.run(() -> expire(lease)))));
        return lease;
    }

    /** A timer that could no longer be cancelled finds another lease in its place, or none. */
    private void expire(Lease<T> lease) {
        Open<T> found = open.get(lease.id());
        if (found != null && found.lease() == lease) {
            open.remove(lease.id());
            expired.accept(lease);
        }
    }
}
