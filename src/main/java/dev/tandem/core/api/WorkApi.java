package dev.tandem.core.api;

import dev.tandem.core.json.Json;
import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.work.Upstream;
import dev.tandem.core.work.UpstreamReply;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Work by which models are compared. What is to be done is read here, and its outcome made an answer; each model does it in
 * between, in its own way. What a request leaves out is the least that there is.
 *
 * <p>Thread-safe; nothing blocks. What is wrong is thrown as a {@link ProblemException}.
 */
public final class WorkApi {
    private static final int MAX_MILLIS = 60_000;
    private static final int MAX_CALLS = 100;
    private static final int MAX_ROUNDS = 100_000;
    private static final byte[] NOTHING = {};

    private final int maxBodyBytes;
    private final Optional<Upstream> upstream;

    /** @param upstream what may be called */
    public WorkApi(int maxBodyBytes, Optional<Upstream> upstream) {
        this.maxBodyBytes = maxBodyBytes;
        this.upstream = upstream;
    }

    /** The largest body that is written again. */
    public int maxBodyBytes() {
        return maxBodyBytes;
    }

    /** {@code POST /v1/work/echo}: 200 with the same JSON. */
    public Answer echo(RequestHead head, byte[] body) {
        Bodies.requireIdentityEncoding(head);
        Bodies.requireJson(head);
        return Answer.json(200, Json.rewrite(body));
    }

    /** What {@code GET /v1/work/call}, {@code blocking} and {@code mixed} call. */
    public URI call(Query query) {
        int millis = millis(query, "ms", 0);
        return upstream().taking(millis);
    }

    /** What {@code GET /v1/work/calls} calls, all at once. */
    public List<URI> calls(Query query) {
        int count = query.limit("count", 1, MAX_CALLS);
        int millis = millis(query, "ms", 0);
        int slow = millis(query, "slow", millis);
        Upstream called = upstream();
        return IntStream.rangeClosed(1, count)
                .mapToObj(call -> called.taking(call < count ? millis : slow))
                .toList();
    }

    /** What {@code GET /v1/work/compute} and {@code mixed} compute: the digest of nothing, of that, and so on. */
    public TaskInput.Digest digest(Query query) {
        return new TaskInput.Digest(NOTHING, query.limit("rounds", 1, MAX_ROUNDS));
    }

    /** 200: the upstream has answered, with whichever status. */
    public Answer called(UpstreamReply reply) {
        return answer(json(reply));
    }

    /** 200: it has answered all calls. */
    public Answer called(List<UpstreamReply> replies) {
        return answer(new JsonWriter()
                .beginObject()
                .field("calls", replies.size())
                .field("bytes", replies.stream().mapToLong(UpstreamReply::bytes).sum()));
    }

    /** 200 with the digest. */
    public Answer computed(byte[] sha256) {
        return answer(digest(new JsonWriter().beginObject(), sha256));
    }

    /** 200: both are done. */
    public Answer calledAndComputed(UpstreamReply reply, byte[] sha256) {
        return answer(digest(new JsonWriter().beginObject().field("status", reply.status()), sha256));
    }

    private static JsonWriter json(UpstreamReply reply) {
        return new JsonWriter().beginObject().field("status", reply.status()).field("bytes", reply.bytes());
    }

    private static JsonWriter digest(JsonWriter json, byte[] sha256) {
        return json.field("sha256", HexFormat.of().formatHex(sha256));
    }

    private static Answer answer(JsonWriter json) {
        return Answer.json(200, json.endObject());
    }

    private static int millis(Query query, String name, int ifAbsent) {
        return query.number(name, 0, MAX_MILLIS, ProblemCode.DURATION_INVALID).orElse(ifAbsent);
    }

    private Upstream upstream() {
        return upstream.orElseThrow(() -> Problem.missing(
                        ProblemCode.UPSTREAM_NOT_ALLOWED, "tandem.work.upstream", "the http URL that may be called")
                .asException());
    }
}
