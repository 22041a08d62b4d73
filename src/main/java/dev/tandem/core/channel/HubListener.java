package dev.tandem.core.channel;

import dev.tandem.core.Model;

/**
 * Hears of what happens in a {@link Hub}. Called on hot paths by every kind of thread, some of them event loops: an
 * implementation is thread-safe, does not block and does not throw.
 */
public interface HubListener {
    /** Hears nothing. */
    HubListener NONE = new HubListener() {};

    /** A message was accepted through {@code model}. */
    default void published(Model model) {}

    /** A subscriber's socket took a publication, {@code latencyNanos} after it was accepted. */
    default void delivered(Model model, Transport transport, long latencyNanos) {}

    /** A connection joined its channels. */
    default void connectionOpened(Model model, Transport transport) {}

    /** A connection that had been opened ended, for whatever reason. */
    default void connectionClosed(Model model, Transport transport) {}

    /** Why a connection is about to end, where it does not simply come to its end; told before anything else of its end. */
    default void disconnected(Model model, Transport transport, DisconnectReason reason) {}

    /** A connection subscribed to a channel. */
    default void subscribed(Model model, Transport transport) {}

    /** A subscription ended. */
    default void unsubscribed(Model model, Transport transport) {}
}
