package dev.tandem.core.api;

import dev.tandem.core.DurationText;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as clients write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, or ISO-8601. */
final class Durations {
    /** How they may be written, for errors. */
    static final String FORMS = "as 500ms, 30s, 5m, 2h or ISO-8601";

    private static final Pattern SHORT = Pattern.compile("([0-9]{1,12})(ms|s|m|h)");

    private Durations() {}

    /**
     * Reads a duration from {@code min}, which may be zero, to {@code max}.
     *
     * @param name what it is for, for the error
     * @throws dev.tandem.core.problem.ProblemException {@code duration_invalid}
     */
    static Duration parse(String name, String text, Duration min, Duration max) {
        Duration duration = parse(text);
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw Problem.invalid(
                            ProblemCode.DURATION_INVALID,
                            name,
                            text,
                            "%s to %s, %s".formatted(DurationText.of(min), DurationText.of(max), FORMS))
                    .asException();
        }
        return duration;
    }

    /** Negative where the text is not a duration at all: no duration is. */
    private static Duration parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            return Duration.ofNanos(-1);
        }
    }
}
