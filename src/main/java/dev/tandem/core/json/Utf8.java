package dev.tandem.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates. */
public final class Utf8 {
    private static final int MAX_LENGTH = 4;

    private Utf8() {}

    /** Whether the bytes are well-formed UTF-8. */
    public static boolean isValid(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Where the last character ends that is whole, as far as that can be told, of the bytes from {@code from} to {@code to}:
     * {@code to}, or up to three bytes before it.
     */
    public static int completeLength(byte[] bytes, int from, int to) {
        for (int i = to - 1; i >= Math.max(from, to - MAX_LENGTH + 1); i--) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return i + length(bytes[i]) > to ? i : to;
            }
        }
        return to;
    }

    /** How many bytes a character has that begins with this one. */
    private static int length(byte first) {
        if ((first & 0xE0) == 0xC0) {
            return 2;
        }
        if ((first & 0xF0) == 0xE0) {
            return 3;
        }
        return (first & 0xF8) == 0xF0 ? MAX_LENGTH : 1;
    }
}
