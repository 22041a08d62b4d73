package dev.tandem.eventloop;

import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.Delivery;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Feed;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import reactor.netty.NettyPipeline;

/**
 * An event stream or lines of JSON, in the body of a response whose head has been sent. The pieces go past the HTTP
 * encoder, which is left in the middle of a body; when the stream ends, Reactor Netty writes the last chunk through it
 * and the connection can serve another request.
 */
final class StreamConnection extends NettyConnection {
    private static final String HANDLER = "tandem.stream";

    private @Nullable Feed feed;
    private @Nullable MonoSink<Void> response;
    private boolean ended;

    StreamConnection(Streams streams, Channel channel, StreamPlan plan, Framing framing) {
        super(streams, channel, plan.transport(), plan.form(), framing);
    }

    /** Begins to write. The response ends with the stream, and the stream with the response. */
    void start(Feed opened, MonoSink<Void> sink) {
        feed = opened;
        response = sink;
        sink.onDispose(() -> disconnect(DisconnectReason.CLIENT_CLOSED));
        ChannelPipeline pipeline = channel().pipeline();
        ChannelHandlerContext codec = pipeline.context(NettyPipeline.HttpCodec);
        if (codec == null || ended) {
            sink.success();
            return;
        }
        pipeline.addBefore(NettyPipeline.ReactiveBridge, HANDLER, new Handler());
        attach(codec);
        start(opened);
    }

    @Override
    void close(DisconnectReason reason) {
        ended = true;
        if (response == null) {
            return;
        }
        if (channel().pipeline().get(HANDLER) != null) {
            channel().pipeline().remove(HANDLER);
        }
        Future<?> timeout = closeAfterTimeout();
        writeLast(Unpooled.EMPTY_BUFFER).addListener(drained -> timeout.cancel(false));
        response.success();
    }

    @Override
    byte[] prefix(Delivery delivery) {
        return feed == null ? new byte[0] : feed.prefix(delivery);
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            resume();
            ctx.fireChannelWritabilityChanged();
        }
    }
}
