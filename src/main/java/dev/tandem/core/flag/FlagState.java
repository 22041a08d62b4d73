package dev.tandem.core.flag;

import dev.tandem.core.json.JsonWriter;
import java.util.Optional;

/**
 * What a flag is at a moment.
 *
 * @param tag identifies this setting of this flag, in the form of a strong entity tag (RFC 9110, 8.8.3), and no other one
 *     ever; absent while the flag is not set
 * @param json what clients are told, encoded once for all of them; must not be changed
 */
public record FlagState(Optional<String> tag, byte[] json) {

    /** A flag, its name, its tag and its timer: more than they take on a 64-bit JVM. */
    private static final int OVERHEAD = 768;

    static FlagState set(FlagName name, String tag, Optional<byte[]> value) {
        JsonWriter json = begin(name, true);
        value.ifPresent(bytes -> json.field("value").raw(bytes));
        return new FlagState(Optional.of(tag), json.endObject().toBytes());
    }

    static FlagState cleared(FlagName name) {
        return new FlagState(Optional.empty(), begin(name, false).endObject().toBytes());
    }

    public boolean isSet() {
        return tag.isPresent();
    }

    /** What it takes to keep, in bytes; nothing where the flag is not set. */
    long memoryBytes() {
        return isSet() ? json.length + (long) OVERHEAD : 0;
    }

    private static JsonWriter begin(FlagName name, boolean set) {
        return new JsonWriter().beginObject().field("flag", name.text()).field("set", set);
    }
}
