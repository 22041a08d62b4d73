package dev.tandem.virtualthread;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.DisconnectReason;
import java.io.IOException;

/** An event stream, or lines of JSON, in the body of a response whose head has been sent. */
final class EventStream extends LongLivedConnection {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};

    private final boolean chunked;

    /** @param chunked whether the body is chunked; one that is not ends with the connection */
    EventStream(Streams streams, StreamPlan plan, boolean chunked) {
        super(streams, plan);
        this.chunked = chunked;
    }

    @Override
    boolean isChunked() {
        return chunked;
    }

    @Override
    boolean endsAtGap() {
        return false;
    }

    @Override
    void read(ClientSocket from) throws IOException {
        from.discardInput();
    }

    @Override
    byte[] farewell(DisconnectReason reason) {
        return chunked && reason != DisconnectReason.CLIENT_CLOSED ? LAST_CHUNK : NOTHING;
    }
}
