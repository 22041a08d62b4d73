package dev.tandem.compare.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a client receives. A message begins with the time at which it was sent, as {@link Request#STAMP} says. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails closes its connection, and that is noticed.
public enum Transport {
    /** A path that answers with {@code text/event-stream}. */
    SSE {
        @Override
        void install(Channel channel, Subscribers.Subscription subscription) {
            channel.pipeline()
                    .addLast(new HttpResponseDecoder())
                    .addLast(new Head(subscription, HttpResponseStatus.OK))
                    .addLast(new LineBasedFrameDecoder(MAX_LINE))
                    .addLast(new Lines(subscription));
            subscription.send(channel, get(subscription, "Accept: text/event-stream\r\n"));
        }
    },
    /** A path that is upgraded to a WebSocket. */
    WEBSOCKET {
        @Override
        void install(Channel channel, Subscribers.Subscription subscription) {
            channel.pipeline()
                    .addLast(new HttpResponseDecoder())
                    .addLast(new Head(subscription, HttpResponseStatus.SWITCHING_PROTOCOLS));
            subscription.send(channel, get(subscription, UPGRADE));
        }
    },
    /** A path that answers with a page of history, as soon as there is something after {@code after}. */
    LONG_POLL {
        @Override
        void install(Channel channel, Subscribers.Subscription subscription) {
            channel.pipeline()
                    .addLast(new HttpResponseDecoder())
                    .addLast(new HttpObjectAggregator(MAX_PAGE))
                    .addLast(new Polls(subscription));
            subscription.send(channel, get(subscription, ""));
        }
    };

    private static final String UPGRADE = Stream.of(
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
            .collect(Collectors.joining("\r\n", "", "\r\n"));
    private static final int MAX_LINE = 1 << 20;
    private static final int MAX_PAGE = 1 << 24;

    /** Begins. The connection is being made. */
    abstract void install(Channel channel, Subscribers.Subscription subscription);

    private static String get(Subscribers.Subscription subscription, String fields) {
        return get(subscription, subscription.path(), fields);
    }

    private static String get(Subscribers.Subscription subscription, String path, String fields) {
        return "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(path, subscription.authority(), fields);
    }

    /** The head of the response, and what its body is then made of. */
    private static final class Head extends ChannelInboundHandlerAdapter {
        private final Subscribers.Subscription subscription;
        private final HttpResponseStatus expected;

        Head(Subscribers.Subscription subscription, HttpResponseStatus expected) {
            this.subscription = subscription;
            this.expected = expected;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            boolean upgraded = expected.equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
            if (message instanceof HttpResponse response && !response.status().equals(expected)) {
                ReferenceCountUtil.release(message);
                subscription.failed(ctx.channel(), "The stream was answered with " + response.status());
                return;
            }
            if (message instanceof HttpResponse && !upgraded) {
                subscription.opened(ctx.channel());
            }
            if (message instanceof LastHttpContent last && upgraded) {
                last.release();
                upgrade(ctx);
            } else if (message instanceof HttpContent content && !upgraded) {
                ctx.fireChannelRead(content.content());
            }
        }

        private void upgrade(ChannelHandlerContext ctx) {
            var config = WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(false)
                    .allowExtensions(false)
                    .maxFramePayloadLength(MAX_LINE)
                    .withUTF8Validator(false)
                    .build();
            ctx.pipeline().addLast(new WebSocket13FrameDecoder(config)).addLast(new Frames(subscription));
            subscription.opened(ctx.channel());
            ctx.pipeline().remove(this);
            // Whatever came with the head goes to the decoder of frames.
            ctx.pipeline().remove(HttpResponseDecoder.class);
        }
    }

    private static final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
        private static final int PONG = 0x8a80;
        private final Subscribers.Subscription subscription;

        Frames(Subscribers.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            if (frame instanceof PingWebSocketFrame) {
                ctx.writeAndFlush(ctx.alloc().buffer(6).writeShort(PONG).writeInt(0), ctx.voidPromise());
            } else {
                ByteBuf content = frame.content();
                subscription.received(Stamps.read(content, content.readerIndex()), content.readableBytes());
            }
        }
    }

    private static final class Lines extends SimpleChannelInboundHandler<ByteBuf> {
        private static final int DATA = 'd' << 24 | 'a' << 16 | 't' << 8 | 'a';
        private static final int PREFIX = 5;
        private final Subscribers.Subscription subscription;

        Lines(Subscribers.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf line) {
            int begin = line.readerIndex();
            if (line.readableBytes() > PREFIX && line.getInt(begin) == DATA) {
                int value = begin + PREFIX + (line.getByte(begin + PREFIX) == ' ' ? 1 : 0);
                subscription.received(Stamps.read(line, value), line.writerIndex() - value);
            }
        }
    }

    /** Asks again after each answer, from where it ended. */
    private static final class Polls extends SimpleChannelInboundHandler<FullHttpResponse> {
        private static final Pattern POSITION = Pattern.compile("\"epoch\":\"([^\"]+)\",\"offset\":(\\d+)");
        private static final String DATA = "\"data\":\"";

        private final Subscribers.Subscription subscription;
        private @Nullable String cursor;

        Polls(Subscribers.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
            String page = response.content().toString(UTF_8);
            Matcher position = POSITION.matcher(page);
            if (!response.status().equals(HttpResponseStatus.OK) || !position.find()) {
                subscription.failed(ctx.channel(), "The poll was answered with " + response.status());
                return;
            }
            for (int at = page.indexOf(DATA); at >= 0; at = page.indexOf(DATA, at + 1)) {
                subscription.received(stamp(page, at + DATA.length()), page.length());
            }
            String last = cursor;
            cursor = position.group(1) + ":" + position.group(2);
            subscription.send(ctx.channel(), get(subscription, subscription.path() + "?wait=30s&after=" + cursor, ""));
            if (cursor.equals(last) || last != null) {
                subscription.opened(ctx.channel());
            }
        }

        private static long stamp(String page, int begin) {
            int end = begin + Stamps.LENGTH;
            if (end > page.length()) {
                return -1;
            }
            String digits = page.substring(begin, end);
            return digits.chars().allMatch(Character::isDigit) ? Long.parseLong(digits) : -1;
        }
    }
}
