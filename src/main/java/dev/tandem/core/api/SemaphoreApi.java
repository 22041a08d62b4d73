package dev.tandem.core.api;

import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.semaphore.Permit;
import dev.tandem.core.semaphore.SemaphoreName;
import dev.tandem.core.semaphore.SemaphoreState;
import dev.tandem.core.semaphore.Semaphores;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Futures;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The operations on semaphores. Each method takes what the request says and returns the whole answer, or throws a
 * {@link dev.tandem.core.problem.ProblemException}; a future fails with one.
 *
 * <p>Thread-safe. Nothing blocks: what may wait is a future, completed by the caller's executor, and cancelling it gives up
 * the wait.
 */
public final class SemaphoreApi {
    private final Semaphores semaphores;
    private final Duration maxWait;

    /** @param maxWait the longest that a request may ask to wait */
    public SemaphoreApi(Semaphores semaphores, Duration maxWait) {
        this.semaphores = semaphores;
        this.maxWait = maxWait;
    }

    /** {@code POST /v1/semaphores/{name}/permits}: 201 with a permit, which is taken back if the client has left. */
    public CompletableFuture<Answer> acquire(String rawName, Query query, Caller caller) {
        return Futures.attempt(() -> {
            SemaphoreName name = name(rawName);
            Optional<Integer> permits =
                    query.limit("permits", semaphores.settings().maxPermits());
            Duration wait = query.duration("wait", Duration.ZERO, maxWait);
            Duration lease = lease(query);
            return Futures.map(
                    semaphores.acquire(name, permits, wait, lease, caller),
                    permit -> answer(201, permit).orElse(() -> semaphores.takeBack(permit)),
                    answer -> answer.undeliverable().ifPresent(Runnable::run));
        });
    }

    /** {@code DELETE /v1/semaphores/{name}/permits/{permit}}: 204 when the permit is back. */
    public Answer release(String rawName, String rawPermit) {
        semaphores.release(name(rawName), PercentEncoding.decode(rawPermit, false));
        return Answer.noContent();
    }

    /** {@code POST /v1/semaphores/{name}/permits/{permit}/extend}: 200 with the permit, which ends later now. */
    public Answer extend(String rawName, String rawPermit, Query query) {
        return answer(200, semaphores.extend(name(rawName), PercentEncoding.decode(rawPermit, false), lease(query)));
    }

    /** {@code GET /v1/semaphores/{name}}: 200 with what is known of it. */
    public Answer state(String rawName) {
        SemaphoreName name = name(rawName);
        SemaphoreState state = semaphores
                .state(name)
                .orElseThrow(() -> Problem.invalid(
                                ProblemCode.SEMAPHORE_UNKNOWN, "semaphore", name.text(), "a semaphore that is in use")
                        .asException());
        var json = new JsonWriter();
        write(json, state);
        return Answer.json(200, json);
    }

    /** {@code GET /v1/semaphores}: 200 with a page of semaphores, by name. */
    public Answer list(Query query) {
        var page = PageRequest.of(query, SemaphoreName::new);
        List<SemaphoreState> found = semaphores.list(page.after(), page.prefix(), page.oneMore());
        return page.answer("semaphores", found, state -> state.name().text(), SemaphoreApi::write);
    }

    private Duration lease(Query query) {
        return LeaseTime.of(query, semaphores.settings().maxLease());
    }

    private static Answer answer(int status, Permit permit) {
        return Answer.json(
                status,
                new JsonWriter()
                        .beginObject()
                        .field("permit", permit.id())
                        .field("expires", permit.expires().toString())
                        .endObject());
    }

    private static void write(JsonWriter json, SemaphoreState state) {
        json.beginObject()
                .field("semaphore", state.name().text())
                .field("permits", state.permits())
                .field("inUse", state.inUse())
                .field("waiting", state.waiting())
                .endObject();
    }

    private static SemaphoreName name(String raw) {
        return new SemaphoreName(PercentEncoding.decode(raw, false));
    }
}
