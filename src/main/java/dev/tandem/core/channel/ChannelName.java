package dev.tandem.core.channel;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.regex.Pattern;

/**
 * The name of a channel: 1 to 128 characters that need no escaping in a URL, a cursor or JSON.
 *
 * @param text the name as it stands in the URL
 */
public record ChannelName(String text) implements Comparable<ChannelName> {
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9._~:@-]{1,128}");
    private static final String EXPECTED = "1 to 128 characters of A-Z a-z 0-9 . _ ~ : @ -";

    /** @throws dev.tandem.core.problem.ProblemException {@code channel_name_invalid} */
    public ChannelName {
        // "." and ".." are path segments that every HTTP client resolves away.
        if (!PATTERN.matcher(text).matches() || text.equals(".") || text.equals("..")) {
            throw Problem.invalid(ProblemCode.CHANNEL_NAME_INVALID, "channel", text, EXPECTED)
                    .asException();
        }
    }

    @Override
    public int compareTo(ChannelName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
