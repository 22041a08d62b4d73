package dev.tandem.core.problem;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One refusal: what was wrong, and what was expected instead.
 *
 * @param code the stable code, which also fixes the HTTP status
 * @param detail a sentence for the person who reads it: {@code limit: -1 (expected: 1 to 1000)}
 * @param value the offending value as it was sent, shortened; absent where the fault is that nothing was sent
 * @param expected what would have been accepted; absent where there is nothing to correct
 */
public record Problem(ProblemCode code, String detail, Optional<String> value, Optional<String> expected) {
    private static final int MAX_VALUE_LENGTH = 200;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");

    public Problem {
        value = value.map(Problem::presentable);
    }

    /** What was sent under {@code name} is not what was expected there. */
    public static Problem invalid(ProblemCode code, String name, String value, String expected) {
        return new Problem(
                code,
                "%s: %s (expected: %s)".formatted(presentable(name), presentable(value), expected),
                Optional.of(value),
                Optional.of(expected));
    }

    /** Something that must be there is not. */
    public static Problem missing(ProblemCode code, String name, String expected) {
        return new Problem(
                code,
                "%s is missing (expected: %s)".formatted(presentable(name), expected),
                Optional.empty(),
                Optional.of(expected));
    }

    /** A refusal that no single value explains. */
    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, Optional.empty(), Optional.empty());
    }

    /** A server that is being shut down begins nothing new. */
    public static Problem draining() {
        return of(ProblemCode.DRAINING, "This server takes no new requests");
    }

    /** This problem as an exception, for the place where it is found. */
    public ProblemException asException() {
        return new ProblemException(this);
    }

    /** What was sent, safe in a log line and short enough to be read; control characters become {@code ?}. */
    private static String presentable(String value) {
        String head = value.length() <= MAX_VALUE_LENGTH ? value : value.substring(0, MAX_VALUE_LENGTH) + "…";
        return CONTROL.matcher(head).replaceAll("?");
    }
}
