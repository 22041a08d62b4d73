package dev.tandem.core.semaphore;

import dev.tandem.core.Ticker;
import dev.tandem.core.lease.LeaseIds;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.registry.Registry;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Futures;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * All the semaphores of this process. A semaphore has a number of permits, which is fixed when it comes into being: by a
 * rule of the configuration, else by its first client, else by a default. Permits are lent in the order in which they
 * were asked for, and come back by themselves when their lease ends. A semaphore whose permits are all back, and that nobody
 * has used for a while, is forgotten, and may come into being again with another number.
 *
 * <p>Thread-safe. No operation blocks: the one that may have to wait returns a future, which the caller's executor
 * completes, and cancelling it gives up the wait; a permit that was on its way then goes to the next in line.
 */
public final class Semaphores implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final SemaphoreSettings settings;
    private final Ticker ticker;
    private final Waits waits;
    private final SemaphoreListener listener;
    private final Supplier<String> ids;
    private final Registry<Semaphore> registry;
    private final AtomicInteger inUse = new AtomicInteger();
    private final Ticker.Timer sweep;

    public Semaphores(SemaphoreSettings settings, Ticker ticker, Waits waits, SemaphoreListener listener) {
        this(settings, ticker, waits, listener, new LeaseIds());
    }

    Semaphores(
            SemaphoreSettings settings, Ticker ticker, Waits waits, SemaphoreListener listener, Supplier<String> ids) {
        this.settings = settings;
        this.ticker = ticker;
        this.waits = waits;
        this.listener = listener;
        this.ids = ids;
        registry = new Registry<>(
                settings.maxSemaphores(),
                Problem.of(
                        ProblemCode.SEMAPHORE_LIMIT_REACHED,
                        "There are %d semaphores already (tandem.semaphores.max-semaphores)"
                                .formatted(settings.maxSemaphores())));
        sweep = ticker.repeat(SWEEP, registry::forgetIdle);
    }

    /**
     * Asks for a permit.
     *
     * @param permits how many the semaphore is to have, or has
     * @param wait how long to wait at the most
     * @param lease for how long the permit is lent
     * @return the permit; fails with {@code no_permit}, {@code permits_conflict}, {@code semaphore_limit_reached} or
     *     {@code waiters_limit_reached}
     */
    public CompletableFuture<Permit> acquire(
            SemaphoreName name, Optional<Integer> permits, Duration wait, Duration lease, Caller caller) {
        return Futures.attempt(() -> {
            Optional<Integer> rule = settings.rules().apply(name);
            rule.ifPresent(configured -> requireSame(configured, permits));
            int ifNew = rule.or(() -> permits).orElse(settings.permits());
            return registry.use(name.text(), absent -> new Semaphore(name, ifNew, this), semaphore -> {
                requireSame(semaphore.permits(), permits);
                return semaphore.acquire(wait, lease, caller);
            });
        });
    }

    /**
     * Gives a permit back.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code permit_gone} if it is back already
     */
    public void release(SemaphoreName name, String permit) {
        if (!giveBack(name, permit)) {
            throw gone(permit).asException();
        }
    }

    /** Takes back a permit whose client could not be told of it; if it is back already nothing happens. */
    public void takeBack(Permit permit) {
        var _ = giveBack(permit.semaphore(), permit.id());
    }

    /**
     * Lets a client keep a permit for so long from now on.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code permit_gone} if it is back already
     */
    public Permit extend(SemaphoreName name, String permit, Duration lease) {
        return registry.useIfPresent(name.text(), semaphore -> semaphore.extend(permit, lease))
                .flatMap(extended -> extended)
                .orElseThrow(() -> gone(permit).asException());
    }

    /** What is known of a semaphore; absent if there is no such semaphore. */
    public Optional<SemaphoreState> state(SemaphoreName name) {
        return registry.useIfPresent(name.text(), Semaphore::state);
    }

    /** The semaphores whose names follow {@code after} and begin with {@code prefix}, by name, at most {@code limit}. */
    public List<SemaphoreState> list(Optional<SemaphoreName> after, String prefix, int limit) {
        return registry.list(after.map(SemaphoreName::text), prefix, limit, Semaphore::state);
    }

    /** How many semaphores there are. */
    public int count() {
        return registry.size();
    }

    /** How many permits clients have, of all semaphores. */
    public int permitsInUse() {
        return inUse.get();
    }

    public SemaphoreSettings settings() {
        return settings;
    }

    /** Stops the timer. */
    @Override
    public void close() {
        sweep.cancel();
    }

    Ticker ticker() {
        return ticker;
    }

    Waits waits() {
        return waits;
    }

    SemaphoreListener listener() {
        return listener;
    }

    Supplier<String> ids() {
        return ids;
    }

    AtomicInteger inUse() {
        return inUse;
    }

    private boolean giveBack(SemaphoreName name, String permit) {
        return registry.useIfPresent(name.text(), semaphore -> semaphore.release(permit))
                .orElse(false);
    }

    private static void requireSame(int has, Optional<Integer> permits) {
        permits.filter(asked -> asked != has).ifPresent(asked -> {
            throw Problem.invalid(
                            ProblemCode.PERMITS_CONFLICT,
                            "permits",
                            Integer.toString(asked),
                            "%d, which is what this semaphore has".formatted(has))
                    .asException();
        });
    }

    private static Problem gone(String permit) {
        return Problem.invalid(ProblemCode.PERMIT_GONE, "permit", permit, "a permit whose lease has not ended");
    }
}
