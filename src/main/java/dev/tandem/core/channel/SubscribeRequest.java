package dev.tandem.core.channel;

import java.util.Optional;

/**
 * A wish to receive a channel.
 *
 * @param after where the client has read to; absent means from now on
 */
public record SubscribeRequest(ChannelName channel, Optional<StreamPosition> after) {}
