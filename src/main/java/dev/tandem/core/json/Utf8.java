package dev.tandem.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates. */
public final class Utf8 {
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
}
