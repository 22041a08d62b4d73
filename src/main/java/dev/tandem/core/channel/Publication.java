package dev.tandem.core.channel;

import dev.tandem.core.payload.Payload;
import java.time.Instant;

/**
 * One message of a channel, immutable, the same object for every subscriber.
 *
 * @param offset its place in the channel, from 1, without holes
 * @param time when it was accepted, to the millisecond
 * @param acceptedNanos the same moment on the {@link dev.tandem.core.Ticker}'s clock, for ages and latencies
 */
public record Publication(long offset, Instant time, long acceptedNanos, Payload payload) {}
