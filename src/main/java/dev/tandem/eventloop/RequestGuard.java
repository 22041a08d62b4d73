package dev.tandem.eventloop;

import dev.tandem.core.Model;
import dev.tandem.core.api.Answer;
import dev.tandem.core.api.Refusals;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.metrics.RequestMetrics;
import dev.tandem.routing.Route;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the HTTP decoder and Reactor Netty, and lets pass only what is a request. Whatever is not, and whatever
 * takes too long to become one, is answered here with a problem, and the connection closed: Reactor Netty would answer
 * with an empty body and a warning that quotes the request, and would wait for ever for the rest of one.
 *
 * <p>What is known of a connection is how many requests have been passed on whose responses are not complete, and whether
 * a request is half received. Both may be true at once, for a client may send its next request before it has the answer;
 * a fault in that one is answered in its turn.
 *
 * <p>One timer a connection, re-armed when it finds that something has happened since: a request costs a clock reading.
 *
 * <p>Closing with bytes unread resets a connection, and the reset may destroy the answer on its way to the client. So where
 * a request is half received a close shuts our half, and reads and drops what comes for a short while (RFC 9112, 9.6).
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // A write or close that fails ends the channel, and the handler hears of that.
final class RequestGuard extends ChannelDuplexHandler {
    private static final Logger log = System.getLogger(RequestGuard.class.getName());
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final AttributeKey<Boolean> REFUSED = AttributeKey.valueOf(RequestGuard.class, "refused");

    private final Settings settings;

    private int unanswered;
    private boolean responding;
    private boolean receiving;
    private boolean inBody;
    private boolean sawMessage;
    private long sinceNanos = System.nanoTime();
    private long lastPending;
    private final List<Object> early = new ArrayList<>(0);
    private @Nullable ScheduledFuture<?> timer;

    private @Nullable ProblemCode fault;
    private int answeredAt;
    private boolean lingering;

    /**
     * What all connections of a server share.
     *
     * @param limit on the head of a request
     * @param requestTimeoutNanos from a request's first byte to its last
     * @param keepAliveTimeoutNanos from the end of a response to the first byte of the next request
     */
    record Settings(
            HeadLimit limit,
            long requestTimeoutNanos,
            long keepAliveTimeoutNanos,
            RequestMetrics metrics,
            DateField date) {}

    RequestGuard(Settings settings) {
        this.settings = settings;
    }

    /** Whether the last request of a connection was answered, and counted, here. */
    static boolean hasRefused(Channel channel) {
        return channel.hasAttr(REFUSED);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        arm(ctx, settings.keepAliveTimeoutNanos());
        ctx.fireChannelActive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        disarm();
        dropEarly();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        disarm();
        dropEarly();
        ctx.fireChannelInactive();
    }

    private void dropEarly() {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        sawMessage = true;
        if (fault != null || lingering) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpObject part) {
            read(ctx, part);
        } else {
            early.add(message);
        }
    }

    /**
     * Gives away what came behind the last request and is not HTTP: what a client sent together with its handshake, which
     * the HTTP decoder lets go of when it is removed. The caller releases it.
     */
    List<Object> takeEarly() {
        List<Object> taken = List.copyOf(early);
        early.clear();
        return taken;
    }

    /** The client has gone, which Reactor Netty is to hear once: from the end of the channel. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.log(Level.DEBUG, () -> ctx.channel() + " was cut off by its client (" + cause.getMessage() + ")");
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void read(ChannelHandlerContext ctx, HttpObject part) {
        boolean head = part instanceof HttpRequest;
        if (head) {
            begin(ctx);
        }
        if (part.decoderResult().cause() instanceof PrematureChannelClosureException) {
            ReferenceCountUtil.release(part);
            return;
        }
        ProblemCode found = faultOf(part);
        if (found != null) {
            ReferenceCountUtil.release(part);
            fail(ctx, found);
            return;
        }
        if (head) {
            unanswered++;
            inBody = true;
        }
        if (part instanceof LastHttpContent) {
            receiving = false;
            inBody = false;
            sinceNanos = System.nanoTime();
        }
        ctx.fireChannelRead(part);
    }

    private @Nullable ProblemCode faultOf(HttpObject part) {
        if (!(part instanceof HttpRequest request)) {
            return part.decoderResult().isFailure() ? ProblemCode.REQUEST_MALFORMED : null;
        }
        ProblemCode size = settings.limit().faultOf(request);
        if (size != null) {
            return size;
        }
        boolean right = request.decoderResult().isSuccess() && RequestSyntax.accept(request);
        return right ? null : ProblemCode.REQUEST_MALFORMED;
    }

    /** Bytes that made no message are the beginning of one. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!sawMessage && fault == null) {
            begin(ctx);
        }
        sawMessage = false;
        ctx.fireChannelReadComplete();
    }

    private void begin(ChannelHandlerContext ctx) {
        if (!receiving) {
            receiving = true;
            sinceNanos = System.nanoTime();
            arm(ctx, settings.requestTimeoutNanos());
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (isAnsweredHere()) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
            return;
        }
        boolean informational = false;
        if (message instanceof HttpResponse response) {
            response.setStatus(Statuses.of(response.status().code()));
            informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            responding |= !informational;
        }
        ctx.write(message, promise);
        if (message instanceof LastHttpContent && !informational) {
            responding = false;
            unanswered--;
            sinceNanos = receiving ? sinceNanos : System.nanoTime();
            if (fault != null) {
                answerInTurn(ctx, fault);
            } else if (unanswered == 0) {
                arm(ctx, settings.keepAliveTimeoutNanos());
            }
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (lingering) {
            ctx.close(promise);
        } else if (receiving && ctx.channel().isActive() && ctx.channel() instanceof DuplexChannel duplex) {
            lingering = true;
            disarm();
            duplex.config().setAutoRead(true);
            var _ = duplex.shutdownOutput();
            timer = ctx.executor().schedule(() -> ctx.close(), LINGER_NANOS, TimeUnit.NANOSECONDS);
            duplex.closeFuture().addListener(closed -> promise.trySuccess());
        } else {
            ctx.close(promise);
        }
    }

    /** Refuses what is being received, when it is its turn: once it is the only one, or where it was passed on, the last. */
    private void fail(ChannelHandlerContext ctx, ProblemCode found) {
        fault = found;
        answeredAt = inBody ? 1 : 0;
        receiving = true;
        disarm();
        answerInTurn(ctx, found);
    }

    private boolean isAnsweredHere() {
        return fault != null && unanswered <= answeredAt;
    }

    private void answerInTurn(ChannelHandlerContext ctx, ProblemCode found) {
        if (!isAnsweredHere()) {
            return;
        }
        Channel channel = ctx.channel();
        if (unanswered < answeredAt || responding) {
            channel.close();
            return;
        }
        log.log(Level.DEBUG, () -> "%s refused a request (%s)".formatted(channel, found.code()));
        Optional<Route> route = answeredAt == 0 ? Optional.empty() : Call.routeOf(channel);
        settings.metrics().record(route, found.status(), System.nanoTime() - sinceNanos);
        channel.attr(REFUSED).set(true);
        Problem problem = Refusals.unreadable(
                found, settings.limit().maxBytes(), Duration.ofNanos(settings.requestTimeoutNanos()));
        ctx.writeAndFlush(response(Answer.problem(problem))).addListener(written -> channel.close());
    }

    private FullHttpResponse response(Answer answer) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, Statuses.of(answer.status()), Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set("Tandem-Model", Model.EVENT_LOOP.text())
                .set(HttpHeaderNames.DATE, settings.date().now())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        answer.headers().forEach(response.headers()::set);
        return response;
    }

    private void arm(ChannelHandlerContext ctx, long nanos) {
        if (timer == null) {
            long delay = Math.min(nanos, settings.requestTimeoutNanos());
            timer = ctx.executor().schedule(() -> expire(ctx), delay, TimeUnit.NANOSECONDS);
        }
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Whether the client is still taking an answer, and has taken some of it since this was last asked. */
    private boolean isSending(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        boolean sending = pending > 0 && pending != lastPending;
        lastPending = pending;
        return sending;
    }

    /** A connection that waits for our answer needs no timer; it gets one with its next byte, or with the answer. */
    private void expire(ChannelHandlerContext ctx) {
        timer = null;
        if (fault != null || lingering || (!receiving && unanswered > 0)) {
            return;
        }
        long timeout = receiving ? settings.requestTimeoutNanos() : settings.keepAliveTimeoutNanos();
        long left = sinceNanos + timeout - System.nanoTime();
        if (left > 0) {
            arm(ctx, left);
        } else if (receiving) {
            fail(ctx, ProblemCode.REQUEST_TIMEOUT);
        } else if (isSending(ctx)) {
            sinceNanos = System.nanoTime();
            arm(ctx, timeout);
        } else {
            ctx.close();
        }
    }
}
