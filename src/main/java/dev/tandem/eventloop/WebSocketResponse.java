package dev.tandem.eventloop;

import dev.tandem.core.api.ChannelApi;
import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Feed;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * A handshake, after which the channel is ours.
 *
 * <p>Reactor Netty does the handshake. Its session would then keep the request, its header fields, the response and a
 * reactive receiver for as long as the socket is open, 2 KB that nobody asks for again. So the channel is taken over
 * once the 101 is written: the bridge to Reactor Netty gives way to a handler of ours, the channel no longer refers to the
 * session, and the exchange ends. What is left of the pipeline is a frame decoder and that handler.
 *
 * <p>The decoder is replaced too, as theirs lets reserved bits pass and closes in its own words.
 */
final class WebSocketResponse extends Response {
    private static final WebsocketServerSpec HANDSHAKE =
            WebsocketServerSpec.builder().handlePing(true).build();

    private final ChannelApi api;
    private final StreamPlan plan;
    private final Feed feed;
    private final WebSocketConnection connection;
    private final WebSocketDecoderConfig decoder;

    WebSocketResponse(
            ChannelApi api,
            StreamPlan plan,
            Feed feed,
            WebSocketConnection connection,
            WebSocketDecoderConfig decoder) {
        super(HttpStatus.SWITCHING_PROTOCOLS.value());
        this.api = api;
        this.plan = plan;
        this.feed = feed;
        this.connection = connection;
        this.decoder = decoder;
    }

    static WebSocketDecoderConfig decoder(int maxMessageBytes) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxMessageBytes)
                .closeOnProtocolViolation(false)
                .build();
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        HttpServerResponse netty = Natives.response(exchange);
        exchange.getResponse().setStatusCode(statusCode());
        return exchange.getResponse()
                .setComplete()
                .then(Mono.defer(() -> netty.sendWebsocket(
                        (in, out) -> {
                            in.withConnection(this::takeOver);
                            return Mono.never();
                        },
                        HANDSHAKE)))
                .doOnError(failure -> connection.disconnect(DisconnectReason.CLIENT_CLOSED))
                .doOnCancel(() -> connection.disconnect(DisconnectReason.CLIENT_CLOSED))
                .onErrorComplete();
    }

    private void takeOver(Connection session) {
        Channel channel = session.channel();
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandler handler = new WebSocketHandler(api, plan, connection);
        List<Object> early = pipeline.get(RequestGuard.class).takeEarly();
        pipeline.remove(RequestGuard.class);
        pipeline.remove((ChannelHandler) pipeline.get(WebSocketFrameEncoder.class));
        pipeline.replace(
                (ChannelHandler) pipeline.get(WebSocketFrameDecoder.class), null, new WebSocket13FrameDecoder(decoder));
        pipeline.replace(NettyPipeline.ReactiveBridge, null, handler);
        session.rebind(() -> channel);
        readInTurns(channel);
        channel.config().setAutoRead(true);
        connection.open(pipeline.context(handler), feed);
        early.forEach(pipeline::fireChannelRead);
    }

    /** One read, and the loop turns to others: sixteen, as is usual, may hold a hundred thousand frames. */
    private static void readInTurns(Channel channel) {
        if (channel.config().getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator ofThisChannel) {
            ofThisChannel.maxMessagesPerRead(1);
        }
    }
}
