package dev.tandem.eventloop;

import dev.tandem.core.work.FetchException;
import dev.tandem.core.work.FetchHead;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Lets the one response to each request through. Not those that only precede it (RFC 9110, 15.2): Reactor Netty would take the
 * first of them for it, and what follows for the response to the next request. And nothing that nobody has asked for, or
 * waits for any more: a connection on which that comes is of no further use. A response that is none ({@link FetchHead}) is
 * passed on as one that could not be decoded, and nothing after it.
 */
final class FinalResponses extends ChannelDuplexHandler {
    private boolean asked;
    private boolean preceding;
    private boolean refused;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpRequest) {
            asked = true;
        }
        super.write(context, message, promise);
    }

    /** What comes after that is the decoder's complaint about it, and would be logged. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
        asked = false;
        super.close(context, promise);
    }

    /** The same goes for a response that has taken too long. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        asked = false;
        super.exceptionCaught(context, cause);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!asked) {
            ReferenceCountUtil.release(message);
            var _ = context.close();
            return;
        }
        boolean skipped = preceding || refused;
        if (message instanceof HttpResponse response && !refused) {
            refused = response.decoderResult().isSuccess() && !check(response);
            preceding = !refused && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            skipped = preceding;
        }
        boolean last = message instanceof LastHttpContent;
        if (skipped) {
            ReferenceCountUtil.release(message);
            if (last) {
                var _ = context.read();
            }
            return;
        }
        asked = !last;
        super.channelRead(context, message);
    }

    /** Makes a response that is none into what the decoder would have said, had it seen that. */
    private static boolean check(HttpResponse response) {
        try {
            FetchHead.check(response.protocolVersion().text(), response.status().code(), response.headers());
            return true;
        } catch (FetchException notHttp) {
            response.setDecoderResult(DecoderResult.failure(notHttp));
            return false;
        }
    }
}
