package dev.tandem.compare.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a client receives. A message begins with the time at which it was sent, as {@link Request#STAMP} says. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails closes its connection, and that is noticed.
public enum Transport {
    /** A path that answers with {@code text/event-stream}. */
    SSE {
        @Override
        void install(Channel channel, Subscribers.Subscription subscription) {
            channel.pipeline()
                    .addFirst(
                            new HttpResponseDecoder(),
                            new StreamHead(subscription),
                            new LineBasedFrameDecoder(MAX_LINE),
                            new Lines(subscription));
            subscription.send(channel, get(subscription, "Accept: text/event-stream\r\n"));
        }
    },
    /** A path that is upgraded to a WebSocket. */
    WEBSOCKET {
        @Override
        void install(Channel channel, Subscribers.Subscription subscription) {
            channel.pipeline().addFirst(new HttpResponseDecoder(), new UpgradeHead(subscription));
            subscription.send(channel, get(subscription, UPGRADE));
        }
    },
    /** A path that answers with a page of history, as soon as there is something after {@code after}. */
    LONG_POLL {
        @Override
        void install(Channel channel, Subscribers.Subscription subscription) {
            channel.pipeline()
                    .addFirst(new HttpResponseDecoder(), new HttpObjectAggregator(MAX_PAGE), new Polls(subscription));
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

    /** Begins on a connection, in front of whatever is in its pipeline. */
    abstract void install(Channel channel, Subscribers.Subscription subscription);

    private static String get(Subscribers.Subscription subscription, String fields) {
        return get(subscription, subscription.path(), fields);
    }

    private static String get(Subscribers.Subscription subscription, String path, String fields) {
        return "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(path, subscription.authority(), fields);
    }

    /** The head of a response. What comes after one that is not as it should be is thrown away. */
    private abstract static class Head extends SimpleChannelInboundHandler<HttpObject> {
        final Subscribers.Subscription subscription;
        private final HttpResponseStatus expected;
        private boolean isRefused;

        Head(Subscribers.Subscription subscription, HttpResponseStatus expected) {
            this.subscription = subscription;
            this.expected = expected;
        }

        @Override
        protected final void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (isRefused) {
                return;
            }
            if (message.decoderResult().isFailure()) {
                refuse(ctx, "The stream was answered with something that is not HTTP");
            } else if (message instanceof HttpResponse response
                    && !response.status().equals(expected)) {
                refuse(ctx, "The stream was answered with " + response.status());
            } else {
                agreed(ctx, message);
            }
        }

        private void refuse(ChannelHandlerContext ctx, String how) {
            isRefused = true;
            subscription.failed(ctx.channel(), how);
        }

        abstract void agreed(ChannelHandlerContext ctx, HttpObject message);
    }

    /** Hands on the body. */
    private static final class StreamHead extends Head {
        StreamHead(Subscribers.Subscription subscription) {
            super(subscription, HttpResponseStatus.OK);
        }

        @Override
        void agreed(ChannelHandlerContext ctx, HttpObject message) {
            if (message instanceof HttpResponse) {
                subscription.opened(ctx.channel());
            }
            if (message instanceof HttpContent content) {
                ctx.fireChannelRead(content.content().retain());
            }
            if (message instanceof LastHttpContent) {
                ctx.close();
            }
        }
    }

    /** Gives way to frames. */
    private static final class UpgradeHead extends Head {
        UpgradeHead(Subscribers.Subscription subscription) {
            super(subscription, HttpResponseStatus.SWITCHING_PROTOCOLS);
        }

        @Override
        void agreed(ChannelHandlerContext ctx, HttpObject message) {
            if (!(message instanceof LastHttpContent)) {
                return;
            }
            var config = WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(false)
                    .allowExtensions(false)
                    .maxFramePayloadLength(MAX_LINE)
                    .withUTF8Validator(false)
                    .build();
            ChannelPipeline pipeline = ctx.pipeline();
            pipeline.addAfter(ctx.name(), null, new Frames(subscription));
            pipeline.addAfter(ctx.name(), null, new WebSocketFrameAggregator(MAX_LINE));
            pipeline.addAfter(ctx.name(), null, new WebSocket13FrameDecoder(config));
            subscription.opened(ctx.channel());
            pipeline.remove(this);
            // Whatever came with the head goes to the decoder of frames.
            pipeline.remove(HttpResponseDecoder.class);
        }
    }

    /** Messages, and what the protocol asks a client to answer (RFC 6455, 5.5). */
    private static final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
        private static final int FINAL_CLOSE = 0x88;
        private static final int FINAL_PONG = 0x8a;
        private static final int MASKED = 0x80;
        private static final int HEAD = 6;
        private final Subscribers.Subscription subscription;

        Frames(Subscribers.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            ByteBuf content = frame.content();
            switch (frame) {
                case PingWebSocketFrame ping -> answer(ctx, FINAL_PONG, content);
                case PongWebSocketFrame pong -> {}
                case CloseWebSocketFrame close -> {
                    answer(ctx, FINAL_CLOSE, content);
                    ctx.close();
                }
                default -> subscription.received(Stamps.read(content, content.readerIndex()), content.readableBytes());
            }
        }

        /** With the same content, and a mask that changes nothing of it. */
        private static void answer(ChannelHandlerContext ctx, int opcode, ByteBuf content) {
            ctx.writeAndFlush(
                    ctx.alloc()
                            .buffer(HEAD + content.readableBytes())
                            .writeByte(opcode)
                            .writeByte(MASKED | content.readableBytes())
                            .writeInt(0)
                            .writeBytes(content),
                    ctx.voidPromise());
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
            if (line.readableBytes() > PREFIX
                    && line.getInt(begin) == DATA
                    && line.getByte(begin + PREFIX - 1) == ':') {
                int value = begin + PREFIX + (line.getByte(begin + PREFIX) == ' ' ? 1 : 0);
                subscription.received(Stamps.read(line, value), line.writerIndex() - value);
            }
        }
    }

    /** Asks where the history ends, and then for what comes after that, again and again: nothing can come between. */
    private static final class Polls extends SimpleChannelInboundHandler<FullHttpResponse> {
        private static final Pattern POSITION = Pattern.compile("\"epoch\":\"([^\"]+)\",\"offset\":(\\d+)");
        private static final String DATA = "\"data\":\"";

        private final Subscribers.Subscription subscription;

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
                subscription.received(Stamps.read(page, at + DATA.length()), page.length());
            }
            String path = subscription.path();
            String next = "%s%cwait=30s&after=%s:%s"
                    .formatted(path, path.contains("?") ? '&' : '?', position.group(1), position.group(2));
            subscription.send(ctx.channel(), get(subscription, next, ""));
            subscription.opened(ctx.channel());
        }
    }
}
