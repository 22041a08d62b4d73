package dev.tandem.eventloop;

import dev.tandem.core.channel.Lane;
import io.netty.channel.EventLoop;

/**
 * One event loop: its lane, and the bytes that its connections are about to share.
 *
 * @param executor the loop
 * @param lane runs on it
 * @param round confined to it
 */
record Loop(EventLoop executor, Lane lane, RoundBuffers round) {}
