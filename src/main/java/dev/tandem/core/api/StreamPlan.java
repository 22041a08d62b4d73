package dev.tandem.core.api;

import dev.tandem.core.channel.SubscribeRequest;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.channel.WireForm;
import java.util.List;

/**
 * A stream that may be opened: the request has been checked, and only the hub's limits can still refuse it.
 *
 * @param requests the channels, at least one; exactly one for a WebSocket
 */
public record StreamPlan(Transport transport, WireForm form, List<SubscribeRequest> requests) implements Opening {
    /** The content type of the stream; a WebSocket has none and never asks. */
    public String contentType() {
        return switch (transport) {
            case SSE -> "text/event-stream";
            case NDJSON -> "application/x-ndjson";
            case WEBSOCKET, LONG_POLL -> throw new IllegalStateException(transport + " has no content type");
        };
    }
}
