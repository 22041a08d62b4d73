package dev.tandem.core.channel;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a channel's stream; as text, {@code epoch:offset}, it is a client's cursor.
 *
 * @param epoch identifies one unbroken sequence of offsets; it changes when the sequence starts anew
 * @param offset the number of the last publication before this place; the first publication of an epoch has offset 1
 */
public record StreamPosition(String epoch, long offset) {
    private static final Pattern PATTERN = Pattern.compile("([A-Za-z0-9]{1,32}):(0|[1-9][0-9]{0,17})");

    /**
     * Reads a cursor.
     *
     * @param name the parameter or header that it came in, for the error
     * @throws dev.tandem.core.problem.ProblemException {@code cursor_invalid}
     */
    public static StreamPosition parse(String name, String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            throw Problem.invalid(ProblemCode.CURSOR_INVALID, name, text, "epoch:offset")
                    .asException();
        }
        return new StreamPosition(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    @Override
    public String toString() {
        return epoch + ":" + offset;
    }
}
