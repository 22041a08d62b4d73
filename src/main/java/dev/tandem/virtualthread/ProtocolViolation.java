package dev.tandem.virtualthread;

import dev.tandem.core.channel.DisconnectReason;

/** A WebSocket client broke the protocol in a way that ends the connection. */
final class ProtocolViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final DisconnectReason reason;

    ProtocolViolation(DisconnectReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    DisconnectReason reason() {
        return reason;
    }
}
