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
    CHANNEL_STATE(Kind.ANSWER, "GET", "/v1/channels/{channel}");

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
