package dev.tandem.virtualthread;

/** What a WebSocket client says. */
sealed interface Incoming {
    /** A whole message, well-formed UTF-8. */
    record Text(byte[] utf8) implements Incoming {}

    /** A whole message. */
    record Binary(byte[] bytes) implements Incoming {}

    /** A part of a message that is not complete yet. */
    record Fragment() implements Incoming {}

    /** A question, to be answered with the same bytes. */
    record Ping(byte[] bytes) implements Incoming {}

    record Pong() implements Incoming {}

    /**
     * The client's last frame.
     *
     * @param code the status code as two bytes, or none
     */
    record Close(byte[] code) implements Incoming {}
}
