package dev.tandem.core.flag;

import dev.tandem.core.Ticker;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.registry.Entry;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Ending;
import dev.tandem.core.wait.WaitLine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A flag that is set or waited for. Everything is done inside its monitor, but for what {@link #timedOut} reads. */
final class Flag extends Entry implements WaitLine.Keeper<Predicate<String>, FlagState> {
    private final FlagName name;
    private final Flags flags;
    private final WaitLine<Predicate<String>, FlagState> waiting;
    private volatile FlagState state;
    private Ticker.Timer timer = () -> {};

    Flag(FlagName name, Flags flags) {
        super(name.text());
        this.name = name;
        this.flags = flags;
        state = FlagState.cleared(name);
        waiting = flags.waits().newLine(monitor(), this);
    }

    FlagState set(Optional<byte[]> value, Optional<Duration> ttl, Precondition condition) {
        condition.check(state.tag());
        String tag = flags.newTag();
        FlagState set = FlagState.set(name, tag, value);
        if (!flags.memory().tryReplace(state.memoryBytes(), set.memoryBytes())) {
            throw Problem.of(
                            ProblemCode.FLAGS_FULL,
                            "All flags together hold as much as they may, %d bytes (tandem.flags.max-memory)"
                                    .formatted(flags.memory().maxBytes()))
                    .asException();
        }
        timer.cancel();
        state = set;
        ttl.ifPresent(time ->
                timer = flags.ticker().schedule(time, () -> monitor().run(() -> expire(set))));
        waiting.serveAll(seen -> !seen.test(tag), set);
        return set;
    }

    FlagState state() {
        return state;
    }

    CompletableFuture<FlagState> await(Predicate<String> seen, Precondition condition, Duration wait, Caller caller) {
        condition.check(state.tag());
        if (state.tag().filter(tag -> !seen.test(tag)).isPresent()) {
            return CompletableFuture.completedFuture(state);
        }
        waiting.requirePlace(
                flags.settings().maxWaiters(), "%d clients wait for this flag already (tandem.flags.max-waiters)");
        return waiting.join(seen, wait, caller);
    }

    FlagState clear(Precondition condition) {
        condition.check(state.tag());
        return clear();
    }

    FlagSummary summary() {
        return new FlagSummary(name, state.isSet(), waiting.size());
    }

    @Override
    public FlagState timedOut(Predicate<String> seen) {
        return state;
    }

    @Override
    public void left(Predicate<String> seen, Caller caller, Ending ending, long waitedNanos) {
        flags.listener().waited(caller.model(), ending, waitedNanos);
        flags.forgetIfIdle(this);
    }

    @Override
    protected boolean isIdle() {
        return !state.isSet() && waiting.isEmpty();
    }

    /** A timer that could no longer be cancelled finds that the flag has been set anew, or cleared. */
    private void expire(FlagState expiring) {
        if (state == expiring) {
            var _ = clear();
            flags.forgetIfIdle(this);
        }
    }

    private FlagState clear() {
        timer.cancel();
        flags.memory().giveBack(state.memoryBytes());
        state = FlagState.cleared(name);
        return state;
    }
}
