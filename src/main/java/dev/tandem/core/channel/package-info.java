/**
 * Channels: publish once, deliver to every subscriber in the same order, recover what was missed. Start with
 * {@link dev.tandem.core.channel.Hub}, then read how a publication reaches its subscribers in
 * {@link dev.tandem.core.channel.Lane}.
 */
@NullMarked
package dev.tandem.core.channel;

import org.jspecify.annotations.NullMarked;
