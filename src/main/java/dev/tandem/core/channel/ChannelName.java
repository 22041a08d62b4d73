package dev.tandem.core.channel;

import dev.tandem.core.Names;
import dev.tandem.core.problem.ProblemCode;

/**
 * The name of a channel: 1 to 128 characters that need no escaping in a URL, a cursor or JSON.
 *
 * @param text the name as it stands in the URL
 */
public record ChannelName(String text) implements Comparable<ChannelName> {
    private static final int MAX_LENGTH = 128;

    /** @throws dev.tandem.core.problem.ProblemException {@code channel_name_invalid} */
    public ChannelName {
        Names.require("channel", text, MAX_LENGTH, ProblemCode.CHANNEL_NAME_INVALID);
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
