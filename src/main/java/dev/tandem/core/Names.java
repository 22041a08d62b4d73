package dev.tandem.core;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.regex.Pattern;

/** The names that clients give: characters that need no escaping in a URL, a cursor or JSON. */
public final class Names {
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9._~:@-]+");

    private Names() {}

    /**
     * Checks a name.
     *
     * @param what it names, for the error
     * @throws dev.tandem.core.problem.ProblemException {@code code}
     */
    public static void require(String what, String text, int maxLength, ProblemCode code) {
        // "." and ".." are path segments that every HTTP client resolves away.
        boolean valid = text.length() <= maxLength
                && PATTERN.matcher(text).matches()
                && !text.equals(".")
                && !text.equals("..");
        if (!valid) {
            throw Problem.invalid(
                            code, what, text, "1 to %d characters of A-Z a-z 0-9 . _ ~ : @ -".formatted(maxLength))
                    .asException();
        }
    }
}
