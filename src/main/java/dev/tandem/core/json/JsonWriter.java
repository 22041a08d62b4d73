package dev.tandem.core.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Appends JSON to a growing byte array, in the order of the calls. Unlike a general generator it can embed a value that
 * is JSON already, as bytes and without decoding it, which is what most payloads are.
 *
 * <p>Field names are constants of ours and need no escaping, but for those that are given to {@link #name}. Not thread-safe.
 */
public final class JsonWriter {
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private byte[] bytes;
    private int length;
    private boolean first = true;

    public JsonWriter() {
        this(256);
    }

    public JsonWriter(int expectedLength) {
        bytes = new byte[expectedLength];
    }

    public JsonWriter beginObject() {
        return begin('{');
    }

    public JsonWriter endObject() {
        return end('}');
    }

    public JsonWriter beginArray() {
        return begin('[');
    }

    public JsonWriter endArray() {
        return end(']');
    }

    public JsonWriter field(String name) {
        separate();
        append((byte) '"').ascii(name).append((byte) '"').append((byte) ':');
        first = true;
        return this;
    }

    /** The name of a field that is not a constant of ours. */
    public JsonWriter name(String name) {
        value(name).append((byte) ':');
        first = true;
        return this;
    }

    public JsonWriter field(String name, String value) {
        return field(name).value(value);
    }

    public JsonWriter field(String name, long value) {
        return field(name).value(value);
    }

    public JsonWriter field(String name, boolean value) {
        return field(name).raw(value ? "true" : "false");
    }

    /** A string; half of a surrogate pair, which UTF-8 has no form for, becomes U+FFFD. */
    public JsonWriter value(String value) {
        separate();
        return append((byte) '"').bytes(quoted(value)).append((byte) '"');
    }

    public JsonWriter value(long value) {
        return raw(Long.toString(value));
    }

    /** One element or field value that is JSON already. */
    public JsonWriter raw(byte[] json) {
        separate();
        return bytes(json);
    }

    /** An array of one element for each of {@code items}. */
    public <T> JsonWriter array(String name, Iterable<T> items, Consumer<T> element) {
        field(name).beginArray();
        items.forEach(element);
        return endArray();
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] quoted(String value) {
        try {
            return JsonStringEncoder.getInstance().quoteAsUTF8(value);
        } catch (IllegalArgumentException e) {
            String text = LONE_SURROGATE.matcher(value).replaceAll("\ufffd");
            return JsonStringEncoder.getInstance().quoteAsUTF8(text);
        }
    }

    /** The same, in ASCII. */
    JsonWriter raw(String ascii) {
        separate();
        return ascii(ascii);
    }

    private JsonWriter begin(char bracket) {
        separate();
        first = true;
        return append((byte) bracket);
    }

    private JsonWriter end(char bracket) {
        first = false;
        return append((byte) bracket);
    }

    private void separate() {
        if (!first) {
            append((byte) ',');
        }
        first = false;
    }

    private JsonWriter ascii(String text) {
        return bytes(text.getBytes(US_ASCII));
    }

    private JsonWriter append(byte b) {
        ensure(1);
        bytes[length++] = b;
        return this;
    }

    private JsonWriter bytes(byte[] more) {
        ensure(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
