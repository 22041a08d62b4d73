package dev.tandem.core.channel;

import java.time.Duration;
import java.util.function.Function;

/**
 * What bounds a hub.
 *
 * @param historyLimits the limits of each channel, asked once when it comes into being
 * @param maxHistoryBytes the most that all histories together hold, in bytes of payload; a publication for which there is no
 *     room is delivered and not kept
 * @param maxChannels the most channels at a time
 * @param idleTimeout how long a channel that nobody uses and that holds nothing keeps its position
 * @param idempotencyWindow how long an idempotency key is remembered
 * @param maxIdempotencyKeys the most keys remembered for a channel
 * @param liveness the deadlines of long-lived connections
 */
public record HubSettings(
        Function<ChannelName, HistoryLimits> historyLimits,
        long maxHistoryBytes,
        int maxChannels,
        Duration idleTimeout,
        Duration idempotencyWindow,
        int maxIdempotencyKeys,
        Liveness liveness) {}
