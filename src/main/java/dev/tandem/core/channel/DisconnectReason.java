package dev.tandem.core.channel;

import java.util.Locale;

/**
 * Why a long-lived connection ended. The lower-case name is the stable code: the metric's tag, and the reason text of a
 * WebSocket close frame. Codes below 4000 are those of RFC 6455, 7.4.1.
 */
public enum DisconnectReason {
    /** The client left, with or without saying so. */
    CLIENT_CLOSED(1000, false),
    /** All that the channel will ever have has been written. Not counted, as nothing was cut short. */
    COMPLETED(1000, false),
    /** The server or this model is shutting down. */
    SHUTDOWN(1001, true),
    /** The client broke the protocol. */
    PROTOCOL_ERROR(1002, false),
    /** A text message was not UTF-8. */
    INVALID_TEXT(1007, false),
    /** A message was larger than {@code tandem.channels.max-message-size}. */
    MESSAGE_TOO_LARGE(1009, false),
    /** A fault of the server. */
    INTERNAL_ERROR(1011, true),
    /** A message that the client sent could not be published; it may be sent again later. */
    PUBLISH_REFUSED(4409, true),
    /** The client read more slowly than messages came; resuming from the last cursor is right. */
    SLOW_CONSUMER(4408, true),
    /** The cursor can't be honoured: read the state anew, then connect without a cursor. */
    GAP(4410, false),
    /** No pong came in time. */
    PONG_TIMEOUT(4411, true),
    /** Nothing could be written for the length of the write deadline, a close frame neither: the connection is cut. */
    WRITE_TIMEOUT(1006, true);

    private final int closeCode;
    private final boolean reconnect;
    private final String code = name().toLowerCase(Locale.ROOT);

    DisconnectReason(int closeCode, boolean reconnect) {
        this.closeCode = closeCode;
        this.reconnect = reconnect;
    }

    /** The WebSocket close code; 1006 is never sent, it is what a client makes of a connection that ended without one. */
    public int closeCode() {
        return closeCode;
    }

    /** Whether a client should connect again, resuming from its last cursor. */
    public boolean reconnect() {
        return reconnect;
    }

    /** The stable name, for example {@code slow_consumer}. */
    public String code() {
        return code;
    }
}
