package dev.tandem.core.problem;

import java.util.Locale;

/**
 * Every way in which a request can be refused. The lower-case name is the stable {@code code} of the problem document and
 * the tag of the metric; clients may branch on it, so a code is never renamed or given another meaning.
 */
public enum ProblemCode {
    ACCEPT_UNSUPPORTED(406, "No acceptable representation"),
    BATCH_TOO_LARGE(413, "Too many messages in one batch"),
    CHANNEL_LIMIT_REACHED(503, "No room for another channel"),
    CHANNEL_NAME_INVALID(400, "Invalid channel name"),
    CHANNEL_UNKNOWN(404, "No such channel"),
    CLAIM_GONE(410, "Claim is not held"),
    COMMAND_NOT_ALLOWED(403, "Command not allowed"),
    CONTENT_ENCODING_UNSUPPORTED(415, "Unsupported content encoding"),
    CONTENT_TYPE_INVALID(400, "Invalid content type"),
    CONTENT_TYPE_UNSUPPORTED(415, "Unsupported content type"),
    CURSOR_INVALID(400, "Invalid cursor"),
    DRAINING(503, "Shutting down"),
    DURATION_INVALID(400, "Invalid duration"),
    ETAG_INVALID(400, "Invalid entity tag"),
    FETCH_NOT_ALLOWED(403, "URL not allowed"),
    FIELD_INVALID(400, "Invalid field"),
    FIELD_MISSING(400, "Missing field"),
    FIELD_UNKNOWN(400, "Unknown field"),
    FLAGS_FULL(503, "No room for what flags hold"),
    FLAG_LIMIT_REACHED(503, "No room for another flag"),
    FLAG_NAME_INVALID(400, "Invalid flag name"),
    FORMAT_INVALID(400, "Invalid format"),
    GROUP_CONFLICT(409, "Group with another concurrency"),
    GROUP_NAME_INVALID(400, "Invalid group name"),
    HEADERS_TOO_LARGE(431, "Request header fields too large"),
    HOST_NOT_ALLOWED(403, "Host not allowed"),
    IDEMPOTENCY_KEY_INVALID(400, "Invalid idempotency key"),
    IDEMPOTENCY_KEY_REUSED(422, "Idempotency key used for another request"),
    IDEMPOTENCY_LIMIT_REACHED(429, "No room for another idempotency key"),
    INTERNAL_ERROR(500, "Internal error"),
    JSON_MALFORMED(400, "Malformed JSON"),
    LIMIT_INVALID(400, "Invalid limit"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NO_PERMIT(429, "No permit is free"),
    ORIGIN_NOT_ALLOWED(403, "Origin not allowed"),
    PARAMETER_MISSING(400, "Missing query parameter"),
    PARAMETER_REPEATED(400, "Repeated query parameter"),
    PARAMETER_UNKNOWN(400, "Unknown query parameter"),
    PAYLOAD_TOO_LARGE(413, "Payload too large"),
    PERMITS_CONFLICT(409, "Another number of permits"),
    PERMIT_GONE(410, "Permit is not held"),
    POOL_SATURATED(503, "No thread is free"),
    PRECONDITION_FAILED(412, "Precondition failed"),
    PRIORITY_INVALID(400, "Invalid priority"),
    PRIORITY_UNSUPPORTED(400, "Priority not supported"),
    QUEUE_FULL(429, "No room in the queue"),
    QUEUE_LIMIT_REACHED(503, "No room for another queue"),
    QUEUE_NAME_INVALID(400, "Invalid queue name"),
    QUEUE_REMOVED(410, "Queue removed"),
    QUEUE_UNKNOWN(404, "No such queue"),
    REQUEST_MALFORMED(400, "Malformed request"),
    REQUEST_TIMEOUT(408, "Request not completed in time"),
    ROUTE_UNKNOWN(404, "No such route"),
    SEMAPHORE_LIMIT_REACHED(503, "No room for another semaphore"),
    SEMAPHORE_NAME_INVALID(400, "Invalid semaphore name"),
    SEMAPHORE_UNKNOWN(404, "No such semaphore"),
    STATE_INVALID(400, "Invalid state"),
    TASK_KIND_UNKNOWN(400, "No such kind of task"),
    TASK_LIMIT_REACHED(503, "No room for another task"),
    TASK_UNKNOWN(404, "No such task"),
    UPGRADE_REQUIRED(426, "WebSocket upgrade required"),
    UPSTREAM_FAILED(502, "The upstream has failed"),
    UPSTREAM_NOT_ALLOWED(403, "Upstream not allowed"),
    UPSTREAM_TIMEOUT(504, "The upstream is silent"),
    URI_TOO_LONG(414, "Request target too long"),
    WAITERS_LIMIT_REACHED(429, "Too many are waiting"),
    WEBSOCKET_HANDSHAKE_INVALID(400, "Invalid WebSocket handshake");

    private final int status;
    private final String title;
    private final String code = name().toLowerCase(Locale.ROOT);

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    /** A short summary in English, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The stable identifier, for example {@code cursor_invalid}. */
    public String code() {
        return code;
    }
}
