package dev.tandem.core.work;

import dev.tandem.core.task.FetchError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the head of a response has to be, before what either client makes of it is believed. They are lenient in different
 * things, and where one sees a body another sees an error.
 */
public final class FetchHead {
    /** The longest first line, in bytes. */
    public static final int MAX_STATUS_LINE = 8 * 1024;

    /** The longest head, in bytes. */
    public static final int MAX_LENGTH = 64 * 1024;

    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int LARGEST_STATUS = 999;

    private FetchHead() {}

    /** Whether the response has a body, whatever its fields say: a 304 tells the length that there would be (RFC 9110, 8.6). */
    public static boolean hasBody(int status) {
        return status >= OK && status != NO_CONTENT && status != NOT_MODIFIED;
    }

    /**
     * Looks at the head of a response, or of one that only precedes it.
     *
     * @param version as {@code HTTP/1.1}
     * @throws FetchException {@code PROTOCOL_ERROR}: for another version, an upgrade that nobody has asked for, a field that
     *     is none (RFC 9110, 5.5), a transfer coding that was not asked for either, and a body of which it is not certain
     *     where it ends (RFC 9112, 6.3)
     */
    public static void check(String version, int status, Iterable<Map.Entry<String, String>> fields)
            throws FetchException {
        List<String> codings = new ArrayList<>();
        List<String> lengths = new ArrayList<>();
        boolean wellFormed = (version.equals("HTTP/1.1") || version.equals("HTTP/1.0"))
                && status >= CONTINUE
                && status <= LARGEST_STATUS
                && status != SWITCHING_PROTOCOLS;
        for (Map.Entry<String, String> field : fields) {
            String value = field.getValue().strip();
            switch (field.getKey().toLowerCase(Locale.ROOT)) {
                case "transfer-encoding" -> codings.add(value);
                case "content-length" -> lengths.add(value);
                default -> {
                    // Says nothing of where the body ends.
                }
            }
            wellFormed &= value.chars().noneMatch(FetchHead::isControl);
        }
        boolean chunked = !codings.isEmpty() && hasBody(status);
        if (!wellFormed
                || !codings.stream().allMatch("chunked"::equalsIgnoreCase)
                || codings.size() > 1
                || lengths.size() > 1
                || !lengths.stream().allMatch(FetchHead::isLength)
                || (chunked && (!lengths.isEmpty() || version.equals("HTTP/1.0")))) {
            throw new FetchException(FetchError.PROTOCOL_ERROR);
        }
    }

    private static boolean isControl(int c) {
        return (c < ' ' && c != '\t') || c == 0x7F;
    }

    private static boolean isLength(String value) {
        return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
