/**
 * What both models share: the meaning of every operation, without Spring, Reactor, Netty or Servlet. Start with
 * {@link dev.tandem.core.channel.Hub}; {@link dev.tandem.core.api.ChannelApi} is how the models reach it.
 */
@NullMarked
package dev.tandem.core;

import org.jspecify.annotations.NullMarked;
