package dev.tandem.core.api;

import dev.tandem.core.flag.FlagName;
import dev.tandem.core.flag.FlagState;
import dev.tandem.core.flag.FlagSummary;
import dev.tandem.core.flag.Flags;
import dev.tandem.core.json.Json;
import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Futures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The operations on flags. Each method takes what the request says and returns the whole answer, or throws a
 * {@link dev.tandem.core.problem.ProblemException}; a future fails with one.
 *
 * <p>Thread-safe. Nothing blocks: what may wait is a future, completed by the caller's executor, and cancelling it gives up
 * the wait.
 */
public final class FlagApi {
    private static final Duration MIN_TTL = Duration.ofMillis(1);

    private final Flags flags;
    private final Duration maxWait;

    /** @param maxWait the longest that a request may ask to wait */
    public FlagApi(Flags flags, Duration maxWait) {
        this.flags = flags;
        this.maxWait = maxWait;
    }

    /** The largest body that sets a flag. */
    public int maxValueBytes() {
        return flags.settings().maxValueBytes();
    }

    /** {@code PUT /v1/flags/{flag}}: 200 with the flag, which is set. */
    public CompletableFuture<Answer> set(String rawFlag, Query query, RequestHead head, byte[] body) {
        return Futures.attempt(() -> {
            FlagName flag = flag(rawFlag);
            Optional<Duration> ttl =
                    query.durationFrom("ttl", MIN_TTL, flags.settings().maxTtl());
            Conditions conditions = Conditions.of(head);
            FlagState set = flags.set(flag, value(head, body), ttl, conditions::require);
            return CompletableFuture.completedFuture(answer(set));
        });
    }

    /** {@code GET /v1/flags/{flag}}: 200 with the flag, or 304; with {@code wait}, once it is set in a way yet unseen. */
    public CompletableFuture<Answer> read(String rawFlag, Query query, RequestHead head, Caller caller) {
        return Futures.attempt(() -> {
            FlagName flag = flag(rawFlag);
            Duration wait = query.duration("wait", Duration.ZERO, maxWait);
            Conditions conditions = Conditions.of(head);
            if (wait.isZero()) {
                FlagState state = flags.state(flag);
                conditions.requireMatch(state.tag());
                return CompletableFuture.completedFuture(answer(state, conditions));
            }
            return Futures.map(
                    flags.await(
                            flag, tag -> conditions.isKnown(Optional.of(tag)), conditions::requireMatch, wait, caller),
                    state -> answer(state, conditions));
        });
    }

    /** {@code DELETE /v1/flags/{flag}}: 204, whether or not it was set. */
    public Answer clear(String rawFlag, RequestHead head) {
        flags.clear(flag(rawFlag), Conditions.of(head)::require);
        return Answer.noContent();
    }

    /** {@code GET /v1/flags}: 200 with a page of flags, by name. */
    public Answer list(Query query) {
        var page = PageRequest.of(query, FlagName::new);
        List<FlagSummary> found = flags.list(page.after(), page.prefix(), page.oneMore());
        return page.answer("flags", found, flag -> flag.name().text(), FlagApi::write);
    }

    /** A body that is there is JSON; one that is not is no value. */
    private static Optional<byte[]> value(RequestHead head, byte[] body) {
        if (body.length == 0 && head.header("Content-Type").isEmpty()) {
            return Optional.empty();
        }
        Bodies.requireIdentityEncoding(head);
        Bodies.requireJson(head);
        Json.requireWellFormed(body);
        return Optional.of(body);
    }

    private static Answer answer(FlagState state, Conditions conditions) {
        return state.tag()
                .filter(tag -> conditions.isKnown(state.tag()))
                .map(Answer::notModified)
                .orElseGet(() -> answer(state));
    }

    private static Answer answer(FlagState state) {
        return Answer.json(200, state.json())
                .with(state.tag().map(tag -> Map.of("ETag", tag)).orElse(Map.of()));
    }

    private static void write(JsonWriter json, FlagSummary flag) {
        json.beginObject()
                .field("flag", flag.name().text())
                .field("set", flag.set())
                .field("waiting", flag.waiting())
                .endObject();
    }

    private static FlagName flag(String raw) {
        return new FlagName(PercentEncoding.decode(raw, false));
    }
}
