package dev.tandem.core.channel;

import java.util.List;

/**
 * A channel at the moment at which a subscriber joined it.
 *
 * @param start the position that the subscriber's stream begins after: first {@code replay}, then what is live
 * @param recovered {@code false} if publications after the client's cursor may have been lost; {@code replay} is then all
 *     that is left of the history
 * @param replay what was published between {@code start} and the moment of joining
 */
public record Joined(ChannelName channel, StreamPosition start, boolean recovered, List<Publication> replay) {

    Joined withoutReplay() {
        return new Joined(channel, start, recovered, List.of());
    }
}
