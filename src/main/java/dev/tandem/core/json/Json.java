package dev.tandem.core.json;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Checks that bytes are JSON (RFC 8259): one value, in UTF-8 without a byte order mark; and reads and rewrites it. Thread-safe. */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private Json() {}

    /** @throws dev.tandem.core.problem.ProblemException {@code json_malformed}, saying where */
    public static void requireWellFormed(byte[] bytes) {
        requireUtf8(bytes);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            readSingleValue(parser);
        } catch (JacksonException e) {
            throw malformed(e).asException();
        }
    }

    /** Whether well-formed UTF-8 text is a JSON object or array, and nothing else. */
    public static boolean isContainer(byte[] utf8) {
        int first = firstVisible(utf8);
        if (first != '{' && first != '[') {
            return false;
        }
        for (byte b : utf8) {
            if (b == 0) {
                return false;
            }
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
            readSingleValue(parser);
            return true;
        } catch (JacksonException | ProblemException e) {
            return false;
        }
    }

    /**
     * A parser for a request's body.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code json_malformed} where the bytes are not UTF-8
     */
    public static JsonParser parser(byte[] bytes) {
        requireUtf8(bytes);
        return FACTORY.createParser(ObjectReadContext.empty(), bytes);
    }

    /**
     * The same value, read to its end and written anew: without blanks, and with no more escapes than strings need. Numbers
     * stay as they are spelled, and fields where they are.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code json_malformed}, saying where
     */
    public static byte[] rewrite(byte[] bytes) {
        try (JsonParser parser = parser(bytes)) {
            if (parser.nextToken() == null) {
                throw empty();
            }
            var json = new JsonWriter(bytes.length);
            copyValue(parser, json);
            requireEnd(parser);
            return json.toBytes();
        } catch (JacksonException e) {
            throw malformed(e).asException();
        }
    }

    private static void copyValue(JsonParser parser, JsonWriter json) {
        int depth = 0;
        do {
            switch (parser.currentToken()) {
                case START_OBJECT -> {
                    json.beginObject();
                    depth++;
                }
                case START_ARRAY -> {
                    json.beginArray();
                    depth++;
                }
                case END_OBJECT -> {
                    json.endObject();
                    depth--;
                }
                case END_ARRAY -> {
                    json.endArray();
                    depth--;
                }
                case PROPERTY_NAME -> json.name(parser.currentName());
                case VALUE_STRING -> json.value(parser.getString());
                default -> json.raw(parser.getString());
            }
        } while (depth > 0 && parser.nextToken() != null);
    }

    /** What a parser's complaint means to the client; the parser's own words would name our classes. */
    public static Problem malformed(JacksonException cause) {
        TokenStreamLocation at = cause.getLocation();
        return Problem.of(
                ProblemCode.JSON_MALFORMED,
                at == null || at.getLineNr() < 0
                        ? "The body is not well-formed JSON"
                        : "The body is not well-formed JSON at line %d, column %d"
                                .formatted(at.getLineNr(), at.getColumnNr()));
    }

    /** There is nothing where JSON was expected. */
    public static ProblemException empty() {
        return Problem.of(ProblemCode.JSON_MALFORMED, "The body is empty, not JSON")
                .asException();
    }

    private static void readSingleValue(JsonParser parser) {
        if (parser.nextToken() == null) {
            throw empty();
        }
        parser.skipChildren();
        requireEnd(parser);
    }

    private static void requireEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw Problem.of(ProblemCode.JSON_MALFORMED, "The body holds more than one JSON value")
                    .asException();
        }
    }

    /** The parser would guess UTF-16 and UTF-32 and skip a byte order mark; none of them may travel inside our own JSON. */
    private static void requireUtf8(byte[] bytes) {
        boolean ascii = true;
        for (byte b : bytes) {
            if (b == 0) {
                throw Problem.of(ProblemCode.JSON_MALFORMED, "The body is not JSON in UTF-8: it holds a zero byte")
                        .asException();
            }
            ascii &= b > 0;
        }
        boolean byteOrderMark =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        if (!ascii && (byteOrderMark || !Utf8.isValid(bytes))) {
            throw Problem.of(ProblemCode.JSON_MALFORMED, "The body is not JSON in UTF-8 without a byte order mark")
                    .asException();
        }
    }

    private static int firstVisible(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b;
            }
        }
        return -1;
    }
}
