package dev.tandem.virtualthread;

import dev.tandem.core.Ticker;
import dev.tandem.core.channel.Hub;

/**
 * What every long-lived connection of this model shares.
 *
 * @param maxOutboxBytes the most that may wait to be written to one of them
 */
record Streams(Hub hub, Lanes lanes, Ticker ticker, VirtualThreads threads, OpenStreams open, int maxOutboxBytes) {}
