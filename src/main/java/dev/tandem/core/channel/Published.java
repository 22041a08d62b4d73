package dev.tandem.core.channel;

/**
 * The outcome of a publish.
 *
 * @param position where the message stands
 * @param replayed whether an earlier publish with the same idempotency key was answered again
 */
public record Published(StreamPosition position, boolean replayed) {}
