package dev.tandem.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.json.Json;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the body of a publish to many: {@code {"messages":[{"channel","data","contentType"},…]}}, in which {@code data}
 * stands as it stands in an answer: JSON as itself, text as a string, anything else in base64.
 *
 * <p>A body that is not of this shape is refused as a whole; a message of the right shape whose content can't be
 * published fails alone.
 */
final class Batch {
    private static final String MESSAGE_FIELDS = "channel, data, contentType";

    private final byte[] body;
    private final JsonParser parser;
    private final int maxMessages;

    private Batch(byte[] body, JsonParser parser, int maxMessages) {
        this.body = body;
        this.parser = parser;
        this.maxMessages = maxMessages;
    }

    /**
     * One message as it was sent.
     *
     * @param contentType absent means JSON
     * @param string the text of {@code data}, where that is a string
     * @param json the bytes of {@code data}
     */
    record Message(String channel, Optional<String> contentType, Optional<String> string, byte[] json) {

        /** @throws ProblemException if the data is not what the content type says */
        Payload payload() {
            String type = contentType.orElse(Payload.JSON_TYPE);
            byte[] bytes = switch (Payload.kindOf(type)) {
                case JSON -> json;
                case TEXT -> encode(requireString());
                case BINARY -> decode(requireString());
            };
            return Payload.of(type, bytes);
        }

        private String requireString() {
            return string.orElseThrow(() -> invalid("data", new String(json, UTF_8), "a string"));
        }

        private static byte[] encode(String text) {
            if (!UTF_8.newEncoder().canEncode(text)) {
                throw invalid("data", text, "text without half a surrogate pair");
            }
            return text.getBytes(UTF_8);
        }

        private static byte[] decode(String base64) {
            try {
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw invalid("data", base64, "base64 (RFC 4648, 4)");
            }
        }
    }

    /**
     * Reads a whole body.
     *
     * @throws ProblemException {@code json_malformed}, {@code field_unknown}, {@code field_missing},
     *     {@code field_invalid}, {@code batch_too_large}
     */
    static List<Message> parse(byte[] body, int maxMessages) {
        try (JsonParser parser = Json.parser(body)) {
            return new Batch(body, parser, maxMessages).messages();
        } catch (JacksonException e) {
            throw Json.malformed(e).asException();
        }
    }

    private List<Message> messages() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw Json.empty();
        }
        if (first != JsonToken.START_OBJECT) {
            throw invalid("body", head(), "an object with messages");
        }
        @Nullable List<Message> messages = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            if (!field.equals("messages")) {
                throw unknown(field, "messages");
            }
            requireAbsent("messages", messages);
            messages = array();
        }
        if (parser.nextToken() != null) {
            throw Problem.of(ProblemCode.JSON_MALFORMED, "The body holds more than one JSON value")
                    .asException();
        }
        if (messages == null) {
            throw missing("messages", "an array");
        }
        return messages;
    }

    private List<Message> array() {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw invalid("messages", parser.getString(), "an array");
        }
        List<Message> messages = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (messages.size() == maxMessages) {
                throw Problem.of(
                                ProblemCode.BATCH_TOO_LARGE,
                                "messages: more than %d (expected: at most %d)".formatted(maxMessages, maxMessages))
                        .asException();
            }
            messages.add(message("messages[" + messages.size() + "]"));
        }
        return messages;
    }

    private Message message(String path) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw invalid(path, parser.getString(), "an object");
        }
        @Nullable String channel = null;
        @Nullable String contentType = null;
        @Nullable String string = null;
        byte @Nullable [] data = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "channel" -> {
                    requireAbsent(path + ".channel", channel);
                    channel = string(path + ".channel", value);
                }
                case "contentType" -> {
                    requireAbsent(path + ".contentType", contentType);
                    contentType = string(path + ".contentType", value);
                }
                case "data" -> {
                    requireAbsent(path + ".data", data);
                    string = value == JsonToken.VALUE_STRING ? parser.getString() : null;
                    data = rawValue();
                }
                default -> throw unknown(path + "." + field, MESSAGE_FIELDS);
            }
        }
        if (channel == null) {
            throw missing(path + ".channel", "a channel's name");
        }
        if (data == null) {
            throw missing(path + ".data", "what to publish");
        }
        return new Message(channel, Optional.ofNullable(contentType), Optional.ofNullable(string), data);
    }

    private String string(String path, JsonToken value) {
        if (value != JsonToken.VALUE_STRING) {
            throw invalid(path, parser.getString(), "a string");
        }
        return parser.getString();
    }

    /** The value at which the parser stands, as it stands in the body. */
    private byte[] rawValue() {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(body, start, (int) parser.currentLocation().getByteOffset());
    }

    private static void requireAbsent(String path, @Nullable Object earlier) {
        if (earlier != null) {
            throw invalid(path, "given twice", "one value");
        }
    }

    private String head() {
        return new String(body, 0, Math.min(body.length, 100), UTF_8);
    }

    private static ProblemException invalid(String path, String value, String expected) {
        return Problem.invalid(ProblemCode.FIELD_INVALID, path, value, expected).asException();
    }

    private static ProblemException missing(String path, String expected) {
        return Problem.missing(ProblemCode.FIELD_MISSING, path, expected).asException();
    }

    private static ProblemException unknown(String path, String expected) {
        return Problem.invalid(ProblemCode.FIELD_UNKNOWN, "field", path, expected)
                .asException();
    }
}
