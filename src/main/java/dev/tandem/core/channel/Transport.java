package dev.tandem.core.channel;

/** How publications reach a client. */
public enum Transport {
    SSE("sse"),
    NDJSON("ndjson"),
    WEBSOCKET("websocket"),
    LONG_POLL("long-poll");

    private final String text;

    Transport(String text) {
        this.text = text;
    }

    /** The name in answers and metrics. */
    public String text() {
        return text;
    }
}
