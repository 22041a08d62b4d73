package dev.tandem.eventloop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stops accepting while there are too many connections, as Tomcat does: a further one waits in the backlog. Reactor
 * Netty's own limit accepts it, resets it and warns.
 *
 * <p>Sits in the pipeline of the listening channel. Connections end on loops of their own, one of which may find that the
 * listener is to go on just as the listener finds that it is to pause: so it looks again after it has paused.
 */
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    ConnectionLimit(int max) {
        this.max = max;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel listener = ctx.channel();
        if (open.incrementAndGet() >= max) {
            listener.config().setAutoRead(false);
            goOn(listener, open.get());
        }
        ((Channel) message).closeFuture().addListener(closed -> goOn(listener, open.decrementAndGet()));
        ctx.fireChannelRead(message);
    }

    private void goOn(Channel listener, int stillOpen) {
        if (stillOpen < max && !listener.config().isAutoRead() && listener.isOpen()) {
            listener.config().setAutoRead(true);
        }
    }
}
