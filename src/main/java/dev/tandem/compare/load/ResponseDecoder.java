package dev.tandem.compare.load;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Knows that the answer to a {@code HEAD} has no body. */
final class ResponseDecoder extends HttpResponseDecoder {
    private boolean toHead;

    /** What the next answer is to. */
    void expect(Request.Wire request) {
        toHead = request.isHead();
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return toHead || super.isContentAlwaysEmpty(message);
    }

    boolean isLeftWithBytes() {
        return actualReadableBytes() > 0;
    }
}
