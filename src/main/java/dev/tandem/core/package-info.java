/**
 * What both models share: the meaning of every operation, without Spring, Reactor, Netty or Servlet. Start with
 * {@link dev.tandem.core.channel.Hub} or {@link dev.tandem.core.queue.Queues}; {@link dev.tandem.core.api.ChannelApi} and
 * {@link dev.tandem.core.api.QueueApi} are how the models reach them.
 */
@NullMarked
package dev.tandem.core;

import org.jspecify.annotations.NullMarked;
