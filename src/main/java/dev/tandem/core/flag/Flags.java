package dev.tandem.core.flag;

import dev.tandem.core.MemoryBudget;
import dev.tandem.core.SerialIds;
import dev.tandem.core.Ticker;
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
import java.util.function.Predicate;

/**
 * All the flags of this process. A flag is either set, with a value or without, or it is not; every name is that of a flag
 * which nobody has set yet. Only those that are set or waited for take memory.
 *
 * <p>Each setting has a tag of its own. What an operation requires of the tag is decided in the same step as the operation
 * is done, so of several clients that set a flag on the condition that it is not set, one does.
 *
 * <p>Thread-safe. No operation blocks: the one that may have to wait returns a future, which the caller's executor
 * completes, and cancelling it gives up the wait.
 */
public final class Flags {
    private final FlagSettings settings;
    private final Ticker ticker;
    private final Waits waits;
    private final FlagListener listener;
    private final SerialIds ids = new SerialIds();
    private final MemoryBudget memory;
    private final Registry<Flag> registry;

    public Flags(FlagSettings settings, Ticker ticker, Waits waits, FlagListener listener) {
        this.settings = settings;
        this.ticker = ticker;
        this.waits = waits;
        this.listener = listener;
        memory = new MemoryBudget(settings.maxMemoryBytes());
        registry = new Registry<>(
                settings.maxFlags(),
                Problem.of(
                        ProblemCode.FLAG_LIMIT_REACHED,
                        "There are %d flags already (tandem.flags.max-flags)".formatted(settings.maxFlags())));
    }

    /**
     * Sets a flag, also one that is set already: everyone who waits for another setting than the last one goes on.
     *
     * @param value one JSON value, well-formed
     * @param ttl after which it is cleared, unless it is set again before
     * @throws dev.tandem.core.problem.ProblemException {@code flag_limit_reached}, {@code flags_full}, or what {@code condition}
     *     throws
     */
    public FlagState set(FlagName name, Optional<byte[]> value, Optional<Duration> ttl, Precondition condition) {
        return registry.use(name.text(), absent -> new Flag(name, this), flag -> flag.set(value, ttl, condition));
    }

    /** What a flag is. */
    public FlagState state(FlagName name) {
        return registry.useIfPresent(name.text(), Flag::state).orElseGet(() -> FlagState.cleared(name));
    }

    /**
     * Waits until a flag is set in a way that the client has not seen yet.
     *
     * @param seen the tags that it has seen
     * @param wait how long to wait at the most
     * @return what the flag is then, or at the end of the wait; fails with {@code flag_limit_reached} or
     *     {@code waiters_limit_reached}, or what {@code condition} throws
     */
    public CompletableFuture<FlagState> await(
            FlagName name, Predicate<String> seen, Precondition condition, Duration wait, Caller caller) {
        return Futures.attempt(() -> registry.use(
                name.text(), absent -> new Flag(name, this), flag -> flag.await(seen, condition, wait, caller)));
    }

    /**
     * Clears a flag; those who wait for it wait on.
     *
     * @throws dev.tandem.core.problem.ProblemException what {@code condition} throws
     */
    public void clear(FlagName name, Precondition condition) {
        boolean cleared = registry.useIfPresent(name.text(), flag -> flag.clear(condition))
                .isPresent();
        if (!cleared) {
            condition.check(Optional.empty());
        }
    }

    /** The flags that are set or waited for, whose names follow {@code after} and begin with {@code prefix}, by name. */
    public List<FlagSummary> list(Optional<FlagName> after, String prefix, int limit) {
        return registry.list(after.map(FlagName::text), prefix, limit, Flag::summary);
    }

    /** How many flags are set or waited for. */
    public int count() {
        return registry.size();
    }

    /** What those that are set take. */
    public long memoryBytes() {
        return memory.bytes();
    }

    public FlagSettings settings() {
        return settings;
    }

    Ticker ticker() {
        return ticker;
    }

    Waits waits() {
        return waits;
    }

    FlagListener listener() {
        return listener;
    }

    MemoryBudget memory() {
        return memory;
    }

    /** An entity tag that no other setting has. */
    String newTag() {
        return "\"" + ids.get() + "\"";
    }

    void forgetIfIdle(Flag flag) {
        registry.forgetIfIdle(flag);
    }
}
