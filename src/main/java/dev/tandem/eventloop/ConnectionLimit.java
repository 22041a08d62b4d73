package dev.tandem.eventloop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stops accepting while there are too many connections, as Tomcat does: a further one waits in the backlog. Reactor
 * Netty's own limit accepts it, resets it and warns.
 *
 * <p>Sits in the pipeline of the listening channel and is confined to its loop.
 */
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    private final int max;
    private int open;

    ConnectionLimit(int max) {
        this.max = max;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel listener = ctx.channel();
        if (++open >= max) {
            listener.config().setAutoRead(false);
        }
        ((Channel) message)
                .closeFuture()
                .addListener(closed -> listener.eventLoop().execute(() -> {
                    if (open-- == max) {
                        listener.config().setAutoRead(true);
                    }
                }));
        ctx.fireChannelRead(message);
    }
}
