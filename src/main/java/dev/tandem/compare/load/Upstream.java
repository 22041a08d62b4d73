package dev.tandem.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/** The service behind the service: answers {@code GET /?ms=100} after that time, with 128 bytes. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails closes its connection, and that is noticed.
public final class Upstream implements AutoCloseable {
    private static final int BACKLOG = 16_384;
    private static final Pattern MILLIS = Pattern.compile("[?&]ms=(\\d{1,9})(?:&|$)");
    private static final String BODY = "x".repeat(128);
    private static final ByteBuf RESPONSE = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
                    .formatted(BODY.length(), BODY)
                    .getBytes(US_ASCII)));

    private final Generator thread = new Generator("tandem-upstream");
    private final Channel listener;
    private Histogram lateness = new Histogram(Recording.LONGEST, Recording.DIGITS);

    /** Listens on a port of its own choice. */
    public Upstream() {
        listener = new ServerBootstrap()
                .group(thread.group())
                .channel(Generator.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpRequestDecoder(), new Answers());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    public URI url() {
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        return URI.create("http://127.0.0.1:" + address.getPort() + "/");
    }

    /**
     * How much later than they were meant answers have left that were to take some time, in nanoseconds, since this was last asked.
     * What is late here is charged to the service before it.
     */
    public Histogram takeLateness() {
        return thread.call(() -> {
            Histogram taken = lateness;
            lateness = new Histogram(Recording.LONGEST, Recording.DIGITS);
            return taken;
        });
    }

    @Override
    public void close() {
        thread.close();
    }

    private final class Answers extends SimpleChannelInboundHandler<HttpObject> {
        private long millis;

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (message.decoderResult().isFailure()) {
                ctx.close();
                return;
            }
            if (message instanceof HttpRequest request) {
                Matcher wanted = MILLIS.matcher(request.uri());
                millis = wanted.find() ? Long.parseLong(wanted.group(1)) : 0;
            }
            if (message instanceof LastHttpContent) {
                if (millis == 0) {
                    answer(ctx);
                } else {
                    answerLater(ctx, TimeUnit.MILLISECONDS.toNanos(millis));
                }
            }
        }

        private void answerLater(ChannelHandlerContext ctx, long nanos) {
            long due = System.nanoTime() + nanos;
            Runnable answer = () -> {
                lateness.recordValue(Math.clamp(System.nanoTime() - due, 0, Recording.LONGEST));
                answer(ctx);
            };
            ctx.executor().schedule(answer, nanos, TimeUnit.NANOSECONDS);
        }

        private static void answer(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(RESPONSE.duplicate(), ctx.voidPromise());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
