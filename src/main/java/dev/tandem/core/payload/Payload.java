package dev.tandem.core.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.json.Json;
import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.json.Utf8;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What was published: bytes and their content type. The array is shared by everything that delivers it and must not be
 * changed.
 *
 * @param contentType as the publisher gave it
 * @param kind how the bytes travel inside JSON, SSE and WebSocket
 * @param bytes the body as published
 */
public record Payload(String contentType, Kind kind, byte[] bytes) {

    /** How a payload is represented where the representation is text. */
    public enum Kind {
        /** Well-formed UTF-8 JSON: itself. */
        JSON,
        /** UTF-8 text: a string. */
        TEXT,
        /** Anything else: base64 (RFC 4648, 4) inside text, a binary frame on WebSocket. */
        BINARY
    }

    public static final String JSON_TYPE = "application/json";
    public static final String TEXT_TYPE = "text/plain;charset=utf-8";
    public static final String BINARY_TYPE = "application/octet-stream";

    private static final int MAX_CONTENT_TYPE_LENGTH = 255;

    /** RFC 9110, 8.3.1: type "/" subtype and parameters whose values are tokens or quoted strings. */
    private static final Pattern CONTENT_TYPE = Pattern.compile(
            "([!#$%&'*+.^_`|~0-9A-Za-z-]+)/([!#$%&'*+.^_`|~0-9A-Za-z-]+)"
                    + "([ \\t]*;[ \\t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+=([!#$%&'*+.^_`|~0-9A-Za-z-]+|\"([^\"\\\\\\x00-\\x1f\\x7f-\\uffff]|\\\\[\\x20-\\x7e])*\"))?)*");

    private static final Pattern CHARSET =
            Pattern.compile(";[ \\t]*charset=\"?([^\";, \\t]+)", Pattern.CASE_INSENSITIVE);

    /** Types that are text by definition although they are not {@code text/*}; the form type is what curl sends unasked. */
    private static final Set<String> TEXTUAL =
            Set.of("application/x-www-form-urlencoded", "application/xml", "application/javascript");

    /**
     * Accepts a body as published.
     *
     * @param contentType the {@code Content-Type}; empty means {@code application/octet-stream} (RFC 9110, 8.3)
     * @throws dev.tandem.core.problem.ProblemException {@code content_type_invalid}, or {@code json_malformed} where the
     *     type says JSON and the bytes are not
     */
    public static Payload of(String contentType, byte[] bytes) {
        String type = contentType.isEmpty() ? BINARY_TYPE : contentType;
        return switch (kindOf(type)) {
            case JSON -> {
                Json.requireWellFormed(bytes);
                yield new Payload(type, Kind.JSON, bytes);
            }
            case TEXT -> new Payload(type, Utf8.isValid(bytes) ? Kind.TEXT : Kind.BINARY, bytes);
            case BINARY -> new Payload(type, Kind.BINARY, bytes);
        };
    }

    /**
     * What a content type promises; text that turns out not to be UTF-8 travels as binary all the same.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code content_type_invalid}
     */
    public static Kind kindOf(String contentType) {
        if (contentType.equals(JSON_TYPE)) {
            return Kind.JSON;
        }
        if (contentType.length() > MAX_CONTENT_TYPE_LENGTH
                || !CONTENT_TYPE.matcher(contentType).matches()) {
            throw Problem.invalid(
                            ProblemCode.CONTENT_TYPE_INVALID,
                            "Content-Type",
                            contentType,
                            "a media type (RFC 9110, 8.3)")
                    .asException();
        }
        String essence = essence(contentType);
        if (essence.equals(JSON_TYPE) || essence.endsWith("+json")) {
            return Kind.JSON;
        }
        boolean text = essence.startsWith("text/") || essence.endsWith("+xml") || TEXTUAL.contains(essence);
        return text && isUtf8Charset(contentType) ? Kind.TEXT : Kind.BINARY;
    }

    /** The payload of a WebSocket text message: JSON if it is a JSON object or array, otherwise plain text. */
    public static Payload ofText(byte[] utf8) {
        return Json.isContainer(utf8)
                ? new Payload(JSON_TYPE, Kind.JSON, utf8)
                : new Payload(TEXT_TYPE, Kind.TEXT, utf8);
    }

    /** The payload of a WebSocket binary message. */
    public static Payload ofBinary(byte[] bytes) {
        return new Payload(BINARY_TYPE, Kind.BINARY, bytes);
    }

    /** Writes the fields that a payload has wherever it stands in JSON. */
    public void writeFields(JsonWriter json) {
        json.field("contentType", contentType).field("data");
        switch (kind) {
            case JSON -> json.raw(bytes);
            case TEXT -> json.value(new String(bytes, UTF_8));
            case BINARY -> json.value(Base64.getEncoder().encodeToString(bytes));
        }
    }

    private static String essence(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isUtf8Charset(String contentType) {
        var matcher = CHARSET.matcher(contentType);
        return !matcher.find()
                || matcher.group(1).equalsIgnoreCase("utf-8")
                || matcher.group(1).equalsIgnoreCase("us-ascii");
    }
}
