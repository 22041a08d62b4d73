package dev.tandem.eventloop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/**
 * Whether the next response has gone to the socket as a whole. Reactor Netty takes a response for written that still waits
 * for its client to read; what gives the client something that nobody else can have must know better.
 */
final class Delivery extends ChannelOutboundHandlerAdapter {
    private final CompletableFuture<Void> delivered = new CompletableFuture<>();

    /** {@code written}, but completed when that is true; it fails if the connection ends before. */
    static Mono<Void> of(Mono<Void> written, Channel channel) {
        return Mono.defer(() -> {
            Delivery delivery = new Delivery();
            channel.pipeline().addLast(delivery);
            return written.then(Mono.fromFuture(delivery.delivered)).doFinally(signal -> delivery.remove(channel));
        });
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof LastHttpContent)) {
            var _ = ctx.write(message, promise);
            return;
        }
        ctx.write(message, promise.unvoid()).addListener(sent -> {
            if (sent.isSuccess()) {
                delivered.complete(null);
            } else {
                delivered.completeExceptionally(sent.cause());
            }
        });
    }

    private void remove(Channel channel) {
        if (channel.pipeline().context(this) != null) {
            channel.pipeline().remove(this);
        }
    }
}
