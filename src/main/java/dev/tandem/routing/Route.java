package dev.tandem.routing;

import java.util.Locale;
import java.util.Set;

/**
 * Every operation: its method, its path template and the query parameters that it takes. Both models bind each of them to
 * a handler of their own; metrics, logs, the OpenAPI document and the tests take their names from here.
 */
public enum Route {
    INDEX(Kind.ANSWER, "GET", "/"),
    LIVEZ(Kind.ANSWER, "GET", "/livez"),
    READYZ(Kind.ANSWER, "GET", "/readyz"),
    OPENAPI(Kind.ANSWER, "GET", "/openapi.yaml"),

    PUBLISH(Kind.ANSWER, "POST", "/v1/channels/{channel}/messages"),
    PUBLISH_MANY(Kind.ANSWER, "POST", "/v1/messages"),
    HISTORY(Kind.ANSWER, "GET", "/v1/channels/{channel}/messages", "after", "limit", "wait"),
    CLEAR_HISTORY(Kind.ANSWER, "DELETE", "/v1/channels/{channel}/messages"),
    EVENTS(Kind.STREAM, "GET", "/v1/channels/{channel}/events", "after"),
    EVENTS_OF_MANY(Kind.STREAM, "GET", "/v1/events", "channel", "after"),
    WEBSOCKET(Kind.STREAM, "GET", "/v1/channels/{channel}/ws", "after", "format"),
    LIST_CHANNELS(Kind.ANSWER, "GET", "/v1/channels", "after", "limit", "prefix"),
    CHANNEL_STATE(Kind.ANSWER, "GET", "/v1/channels/{channel}"),

    SET_FLAG(Kind.ANSWER, "PUT", "/v1/flags/{flag}", "ttl"),
    READ_FLAG(Kind.ANSWER, "GET", "/v1/flags/{flag}", "wait"),
    CLEAR_FLAG(Kind.ANSWER, "DELETE", "/v1/flags/{flag}"),
    LIST_FLAGS(Kind.ANSWER, "GET", "/v1/flags", "after", "limit", "prefix"),

    ACQUIRE_PERMIT(Kind.ANSWER, "POST", "/v1/semaphores/{name}/permits", "lease", "permits", "wait"),
    RELEASE_PERMIT(Kind.ANSWER, "DELETE", "/v1/semaphores/{name}/permits/{permit}"),
    EXTEND_PERMIT(Kind.ANSWER, "POST", "/v1/semaphores/{name}/permits/{permit}/extend", "lease"),
    LIST_SEMAPHORES(Kind.ANSWER, "GET", "/v1/semaphores", "after", "limit", "prefix"),
    SEMAPHORE_STATE(Kind.ANSWER, "GET", "/v1/semaphores/{name}"),

    SPAWN_TASK(Kind.ANSWER, "POST", "/v1/tasks", "wait"),
    LIST_TASKS(Kind.ANSWER, "GET", "/v1/tasks", "after", "group", "kind", "limit", "state"),
    JOIN_TASK(Kind.ANSWER, "GET", "/v1/tasks/{id}", "wait"),
    KILL_TASK(Kind.ANSWER, "DELETE", "/v1/tasks/{id}"),
    TASK_EVENTS(Kind.STREAM, "GET", "/v1/tasks/{id}/events", "after"),

    PUT_ITEM(Kind.ANSWER, "POST", "/v1/queues/{queue}/items", "wait", "priority"),
    CLAIM_ITEM(Kind.ANSWER, "POST", "/v1/queues/{queue}/claims", "wait", "lease"),
    ACKNOWLEDGE_CLAIM(Kind.ANSWER, "DELETE", "/v1/queues/{queue}/claims/{claim}"),
    RELEASE_CLAIM(Kind.ANSWER, "POST", "/v1/queues/{queue}/claims/{claim}/release"),
    EXTEND_CLAIM(Kind.ANSWER, "POST", "/v1/queues/{queue}/claims/{claim}/extend", "lease"),
    LIST_QUEUES(Kind.ANSWER, "GET", "/v1/queues", "after", "limit", "prefix"),
    QUEUE_STATE(Kind.ANSWER, "GET", "/v1/queues/{queue}"),
    REMOVE_QUEUE(Kind.ANSWER, "DELETE", "/v1/queues/{queue}"),

    ECHO(Kind.ANSWER, "POST", "/v1/work/echo"),
    CALL_UPSTREAM(Kind.ANSWER, "GET", "/v1/work/call", "ms"),
    CALL_UPSTREAM_MANY(Kind.ANSWER, "GET", "/v1/work/calls", "count", "ms", "slow"),
    CALL_BLOCKING(Kind.ANSWER, "GET", "/v1/work/blocking", "ms"),
    COMPUTE(Kind.ANSWER, "GET", "/v1/work/compute", "rounds"),
    CALL_AND_COMPUTE(Kind.ANSWER, "GET", "/v1/work/mixed", "ms", "rounds");

    /** What comes back. */
    public enum Kind {
        /** One complete response. */
        ANSWER,
        /** A response, or a socket, that stays open. */
        STREAM
    }

    private final Kind kind;
    private final String method;
    private final String path;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable, which its type does not say.
    private final Set<String> parameters;

    private final String id = name().toLowerCase(Locale.ROOT);

    Route(Kind kind, String method, String path, String... parameters) {
        this.kind = kind;
        this.method = method;
        this.path = path;
        this.parameters = Set.of(parameters);
    }

    /** The stable name, for example {@code clear_history}; the OpenAPI document's {@code operationId}. */
    public String id() {
        return id;
    }

    public Kind kind() {
        return kind;
    }

    public String method() {
        return method;
    }

    /** The template, a variable segment in braces: {@code /v1/channels/{channel}}. */
    public String path() {
        return path;
    }

    /** The names of the query parameters that it takes; any other is refused. */
    public Set<String> parameters() {
        return parameters;
    }
}
