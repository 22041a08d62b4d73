package dev.tandem.core.channel;

import dev.tandem.core.Model;
import java.util.Map;

/**
 * What is known of a channel at one moment.
 *
 * @param completed whether its last publication has been published
 * @param historyBytes the payloads that the history holds, in bytes
 * @param subscribers how many there are by model and transport; every combination is present
 */
public record ChannelState(
        ChannelName channel,
        StreamPosition position,
        boolean completed,
        int historySize,
        long historyBytes,
        Map<Model, Map<Transport, Integer>> subscribers) {}
