package dev.tandem.core.api;

import java.time.Duration;

/**
 * What a single request may ask for.
 *
 * @param maxMessageBytes the largest payload of one message
 * @param maxBodyBytes the largest body of a request that holds several messages
 * @param maxBatchMessages the most messages in one batch
 * @param maxWait the longest that a request may ask to wait
 * @param maxChannelsPerStream the most channels on one stream
 */
public record ApiLimits(
        int maxMessageBytes, int maxBodyBytes, int maxBatchMessages, Duration maxWait, int maxChannelsPerStream) {}
