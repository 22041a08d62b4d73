package dev.tandem.eventloop;

import dev.tandem.core.problem.ProblemCode;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/**
 * What the request line and the header fields may take together, every byte of them. Netty's decoder bounds the line and the
 * fields, each by itself and without the ends of their lines; it says how much each has been.
 *
 * @param maxBytes the bound, to which the decoder keeps as well
 */
record HeadLimit(int maxBytes) {
    private static final int CRLF = 2;

    /** Why a request is too large; {@code null} if it is not, or is wrong in another way. */
    @Nullable
    ProblemCode faultOf(HttpRequest request) {
        DecoderResult result = request.decoderResult();
        if (result instanceof HttpMessageDecoderResult size) {
            return faultOf(size, request.headers().size());
        }
        return switch (result.cause()) {
            case TooLongHttpLineException line -> ProblemCode.URI_TOO_LONG;
            case TooLongHttpHeaderException header -> ProblemCode.HEADERS_TOO_LARGE;
            case null, default -> null;
        };
    }

    private @Nullable ProblemCode faultOf(HttpMessageDecoderResult size, int fields) {
        int line = size.initialLineLength() + CRLF;
        int head = line + size.headerSize() + fields * CRLF + CRLF;
        if (line > maxBytes) {
            return ProblemCode.URI_TOO_LONG;
        }
        return head > maxBytes ? ProblemCode.HEADERS_TOO_LARGE : null;
    }
}
