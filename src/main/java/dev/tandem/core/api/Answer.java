package dev.tandem.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A complete response. The models write it as it is, so that both ports answer byte for byte the same.
 *
 * @param headers all of them but {@code Content-Length} and what the server adds by itself
 * @param body empty where there is none
 * @param undeliverable to be run, once, if the client is found to have left before it could be told: takes back what the
 *     answer gives it. A client that leaves later looks to us like one that has the answer
 */
public record Answer(int status, Map<String, String> headers, byte[] body, Optional<Runnable> undeliverable)
        implements Opening {
    private static final byte[] NO_BODY = {};
    private static final String RETRY_AFTER_SECONDS = "1";

    private Answer(int status, Map<String, String> headers, byte[] body) {
        this(status, headers, body, Optional.empty());
    }

    /** An answer in JSON. */
    public static Answer json(int status, JsonWriter json) {
        return json(status, json.toBytes());
    }

    /** An answer in JSON that several clients get; it is not copied. */
    static Answer json(int status, byte[] json) {
        return new Answer(status, Map.of("Content-Type", "application/json"), json);
    }

    /** A document. */
    public static Answer document(String contentType, String text) {
        return new Answer(200, Map.of("Content-Type", contentType), text.getBytes(UTF_8));
    }

    /** Done, and nothing to say. */
    public static Answer noContent() {
        return new Answer(204, Map.of(), NO_BODY);
    }

    /** The client has what it asks for already (RFC 9110, 15.4.5). */
    static Answer notModified(String etag) {
        return new Answer(304, Map.of("ETag", etag), NO_BODY);
    }

    /** A refusal as {@code application/problem+json} (RFC 9457), with the headers that its status asks for. */
    public static Answer problem(Problem problem) {
        ProblemCode code = problem.code();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/problem+json");
        switch (code.status()) {
            case 405 -> problem.expected().ifPresent(methods -> headers.put("Allow", methods));
            case 426 -> {
                headers.put("Upgrade", "websocket");
                headers.put("Connection", "Upgrade");
                headers.put("Sec-WebSocket-Version", "13");
            }
            case 429, 503 -> headers.put("Retry-After", RETRY_AFTER_SECONDS);
            default -> {
                // No other status has a header of its own.
            }
        }
        var json = new JsonWriter();
        write(json, problem);
        return new Answer(code.status(), headers, json.toBytes());
    }

    /** This answer with further headers. */
    public Answer with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Answer(status, all, body, undeliverable);
    }

    /** This answer, which gives the client something that is taken back if it has left. */
    public Answer orElse(Runnable takeBack) {
        return new Answer(status, headers, body, Optional.of(takeBack));
    }

    /** Writes the problem document as one JSON object. */
    static void write(JsonWriter json, Problem problem) {
        ProblemCode code = problem.code();
        json.beginObject()
                .field("type", "urn:tandem:problem:" + code.code())
                .field("title", code.title())
                .field("status", code.status())
                .field("code", code.code())
                .field("detail", problem.detail());
        problem.value().ifPresent(value -> json.field("value", value));
        problem.expected().ifPresent(expected -> json.field("expected", expected));
        json.endObject();
    }
}
