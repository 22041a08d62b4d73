package dev.tandem.eventloop;

import dev.tandem.core.Ticker;
import dev.tandem.core.channel.Hub;
import dev.tandem.metrics.RequestMetrics;

/**
 * What every long-lived connection of this model shares.
 *
 * @param maxOutboxBytes the most that may wait to be written to one of them
 */
record Streams(Hub hub, Loops loops, Ticker ticker, RequestMetrics metrics, OpenSockets sockets, int maxOutboxBytes) {}
