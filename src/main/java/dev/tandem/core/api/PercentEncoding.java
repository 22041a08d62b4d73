package dev.tandem.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.json.Utf8;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.io.ByteArrayOutputStream;

/** Percent-encoding (RFC 3986, 2.1) of UTF-8; unlike the JDK's decoder it takes no malformed sequence for text. */
final class PercentEncoding {
    private PercentEncoding() {}

    /** @throws dev.tandem.core.problem.ProblemException {@code request_malformed} */
    static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
            return text;
        }
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(hexByte(text, i + 1));
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.write(' ');
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(UTF_8));
            }
        }
        byte[] decoded = bytes.toByteArray();
        if (!Utf8.isValid(decoded)) {
            throw malformed(text);
        }
        return new String(decoded, UTF_8);
    }

    private static int hexByte(String text, int at) {
        int high = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        int low = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        if (high < 0 || low < 0) {
            throw malformed(text);
        }
        return high << 4 | low;
    }

    private static RuntimeException malformed(String text) {
        return Problem.invalid(
                        ProblemCode.REQUEST_MALFORMED, "request target", text, "percent-encoded UTF-8 (RFC 3986, 2.1)")
                .asException();
    }
}
