package dev.tandem.compare.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a load, with one request at a time. A response counts when all that was read with it has been looked at: what
 * follows it unasked would else be taken for the answer to the next request.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails closes its connection, and that is noticed.
final class Connection extends SimpleChannelInboundHandler<HttpObject> {
    private static final String UNASKED = "unasked";

    private final RequestLoad load;
    private final ResponseDecoder decoder = new ResponseDecoder();
    private State state = State.CONNECTING;
    private @Nullable Channel channel;
    private long intended;
    private boolean interim;
    private boolean ended;
    private boolean keepAlive;
    private @Nullable String fault;
    private int status;
    private int size;

    private enum State {
        CONNECTING,
        IDLE,
        BUSY,
        CLOSED
    }

    Connection(RequestLoad load) {
        this.load = load;
    }

    /** What comes before it in the pipeline. */
    ResponseDecoder decoder() {
        return decoder;
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    void rest() {
        state = State.IDLE;
        load.rest(this);
    }

    void send(long at, Request.Wire wire) {
        Channel to = Objects.requireNonNull(channel);
        state = State.BUSY;
        intended = at;
        size = 0;
        ended = false;
        decoder.expect(wire);
        to.writeAndFlush(wire.at(at, to.alloc()), to.voidPromise());
    }

    void expire(long now, long timeoutNanos) {
        if (state == State.BUSY && now - intended > timeoutNanos) {
            end("timeout");
        }
    }

    /** No more of it; a request that is still open has failed. */
    void end(String how) {
        if (state == State.BUSY) {
            load.fail(intended, how);
        }
        close();
    }

    void close() {
        if (state != State.CONNECTING) {
            state = State.CLOSED;
        }
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        load.opened(this);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (state != State.BUSY || ended) {
            fault = UNASKED;
        } else if (message.decoderResult().isFailure()) {
            fault = "malformed";
        } else {
            received(message);
        }
    }

    private void received(HttpObject message) {
        if (message instanceof HttpResponse response) {
            status = response.status().code();
            interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
            keepAlive =
                    HttpUtil.isKeepAlive(response) && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
        }
        if (message instanceof HttpContent content) {
            size += content.content().readableBytes();
        }
        if (message instanceof LastHttpContent) {
            ended = !interim;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (fault == null && decoder.isLeftWithBytes() && (ended || state != State.BUSY)) {
            fault = UNASKED;
        }
        if (fault != null) {
            end(fault);
        } else if (ended && state == State.BUSY) {
            answered(ctx.channel().isActive());
        }
    }

    private void answered(boolean isActive) {
        if (HttpStatusClass.SUCCESS.contains(status)) {
            load.succeed(intended, size);
        } else {
            load.fail(intended, "status_" + status);
        }
        if (keepAlive && isActive) {
            rest();
        } else {
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        load.gone(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
