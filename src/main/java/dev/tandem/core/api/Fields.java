package dev.tandem.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.json.Json;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;

/**
 * The fields of a JSON object that a client has sent, each asked for by name and kind. What is wrong is refused with the
 * path of the field: {@code input.urls[3]}.
 */
final class Fields {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,10}");

    /** The path, with a dot at its end; empty for the whole body. */
    private final String prefix;

    private final Map<String, Value> values;

    /** What JSON can hold. */
    private sealed interface Value {
        /** As it is shown to whoever sent it. */
        String shown();
    }

    private record Text(String text) implements Value {
        @Override
        public String shown() {
            return text;
        }
    }

    /** A number, {@code true}, {@code false} or {@code null}. */
    private record Literal(String text) implements Value {
        @Override
        public String shown() {
            return text;
        }
    }

    private record Array(List<Value> elements) implements Value {
        @Override
        public String shown() {
            return "an array";
        }
    }

    private record Nested(Map<String, Value> values) implements Value {
        @Override
        public String shown() {
            return "an object";
        }
    }

    private Fields(String prefix, Map<String, Value> values) {
        this.prefix = prefix;
        this.values = values;
    }

    /**
     * Reads a whole body.
     *
     * @throws ProblemException {@code json_malformed}, or {@code field_invalid} if it is no object or names a field twice
     */
    static Fields parse(byte[] body) {
        try (JsonParser parser = Json.parser(body)) {
            if (parser.nextToken() == null) {
                throw Json.empty();
            }
            Value value = value(parser);
            if (parser.nextToken() != null) {
                throw Problem.of(ProblemCode.JSON_MALFORMED, "The body holds more than one JSON value")
                        .asException();
            }
            if (!(value instanceof Nested object)) {
                throw invalid("body", value, "an object");
            }
            return new Fields("", object.values());
        } catch (JacksonException e) {
            throw Json.malformed(e).asException();
        }
    }

    /** The value at which the parser stands; the parser bounds how deeply it is nested. */
    private static Value value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case VALUE_STRING -> new Text(parser.getString());
            case START_ARRAY -> {
                List<Value> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield new Array(elements);
            }
            case START_OBJECT -> {
                Map<String, Value> fields = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (fields.putIfAbsent(name, value(parser)) != null) {
                        throw invalid(path(parser.streamReadContext()), "given twice", "one value");
                    }
                }
                yield new Nested(fields);
            }
            default -> new Literal(parser.getString());
        };
    }

    /** Where the parser stands, found only when it must be told: names may be long, and a body may have many values. */
    private static String path(TokenStreamContext at) {
        Deque<String> innermostFirst = new ArrayDeque<>();
        for (TokenStreamContext in = at; !in.inRoot(); in = in.getParent()) {
            innermostFirst.push(in.inArray() ? "[" + in.getCurrentIndex() + "]" : "." + in.currentName());
        }
        String path = String.join("", innermostFirst);
        return path.startsWith(".") ? path.substring(1) : "body" + path;
    }

    /** @throws ProblemException {@code field_unknown} if there is any other than these */
    Fields only(String... names) {
        Set<String> known = new TreeSet<>(Set.of(names));
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw Problem.invalid(ProblemCode.FIELD_UNKNOWN, "field", prefix + name, String.join(", ", known))
                        .asException();
            }
        }
        return this;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The path of a field, for an error. */
    String path(String name) {
        return prefix + name;
    }

    /** @throws ProblemException {@code field_invalid} */
    Optional<String> text(String name, String expected) {
        return find(name).map(value -> text(path(name), value, expected));
    }

    /** @throws ProblemException {@code field_invalid}, {@code field_missing} */
    String requiredText(String name, String expected) {
        return text(name, expected).orElseThrow(() -> missing(name, expected));
    }

    /** @throws ProblemException {@code field_invalid}, {@code field_missing} */
    Fields requiredObject(String name) {
        Value value = find(name).orElseThrow(() -> missing(name, "an object"));
        if (value instanceof Nested object) {
            return new Fields(path(name) + ".", object.values());
        }
        throw invalid(path(name), value, "an object");
    }

    /** @throws ProblemException {@code field_invalid} */
    OptionalInt number(String name, int min, int max) {
        return number(name, min, max, "a whole number from %d to %d".formatted(min, max));
    }

    /** @throws ProblemException {@code field_invalid} */
    OptionalInt number(String name, int min, int max, String expected) {
        @Nullable Value value = values.get(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof Literal(String text)
                && WHOLE_NUMBER.matcher(text).matches()
                && Long.parseLong(text) >= min
                && Long.parseLong(text) <= max) {
            return OptionalInt.of(Integer.parseInt(text));
        }
        throw invalid(path(name), value, expected);
    }

    /** @throws ProblemException {@code field_invalid}, {@code duration_invalid} */
    Optional<Duration> duration(String name, Duration min, Duration max) {
        return text(name, "a duration, " + Durations.FORMS).map(text -> Durations.parse(path(name), text, min, max));
    }

    /**
     * One of several words.
     *
     * @throws ProblemException {@code field_invalid}
     */
    <T> Optional<T> oneOf(String name, Map<String, T> words) {
        String expected = String.join(" or ", new TreeSet<>(words.keySet()));
        return text(name, expected).map(text -> {
            T found = words.get(text);
            if (found == null) {
                throw invalid(path(name), text, expected);
            }
            return found;
        });
    }

    /**
     * An array of strings, of which each is read by {@code element}, which gets its path and text.
     *
     * @throws ProblemException {@code field_invalid}
     */
    <T> Optional<List<T>> texts(String name, int min, int max, BiFunction<String, String, T> element) {
        String expected = "an array of %d to %d strings".formatted(min, max);
        return find(name).map(value -> {
            if (!(value instanceof Array(List<Value> elements))) {
                throw invalid(path(name), value, expected);
            }
            if (elements.size() < min || elements.size() > max) {
                throw invalid(path(name), "an array of " + elements.size(), expected);
            }
            List<T> read = new ArrayList<>(elements.size());
            for (int i = 0; i < elements.size(); i++) {
                String path = "%s[%d]".formatted(path(name), i);
                read.add(element.apply(path, text(path, elements.get(i), "a string")));
            }
            return List.copyOf(read);
        });
    }

    /** @throws ProblemException {@code field_missing} */
    ProblemException missing(String name, String expected) {
        return Problem.missing(ProblemCode.FIELD_MISSING, path(name), expected).asException();
    }

    static ProblemException invalid(String path, String value, String expected) {
        return Problem.invalid(ProblemCode.FIELD_INVALID, path, value, expected).asException();
    }

    private static ProblemException invalid(String path, Value value, String expected) {
        return invalid(path, value.shown(), expected);
    }

    private Optional<Value> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static String text(String path, Value value, String expected) {
        if (!(value instanceof Text(String text))) {
            throw invalid(path, value, expected);
        }
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw invalid(path, text, "text without half a surrogate pair");
        }
        return text;
    }
}
