package dev.tandem.eventloop;

import dev.tandem.core.task.FetchError;
import dev.tandem.core.work.FetchException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.Exceptions;
import reactor.netty.NettyPipeline;

/**
 * One exchange's way to its server: the addresses that it may go to, the connections that it has opened, and how far it
 * has come, on which depends what an error means. Belongs to one loop.
 */
final class Hop extends AddressResolverGroup<InetSocketAddress> {
    private final URI url;
    private final List<InetAddress> permitted;
    private final Work work;
    private final List<Channel> channels = new ArrayList<>(1);
    private boolean reached;
    private boolean connected;

    Hop(URI url, List<InetAddress> permitted, Work work) {
        this.url = url;
        this.permitted = permitted;
        this.work = work;
    }

    static boolean isSecure(URI url) {
        return url.getScheme().equalsIgnoreCase("https");
    }

    /** A connection is about to be opened. */
    void admit(Channel channel) {
        work.hold(channel);
        channels.add(channel);
        channel.pipeline().addFirst(new Gate()).addAfter(NettyPipeline.HttpCodec, null, new FinalResponses());
    }

    /** Closes whatever is open. (Reactor Netty lets a handshake go on when its subscriber has left.) */
    @Override
    public void close() {
        for (Channel channel : channels) {
            var _ = channel.close();
        }
    }

    /** It is ready for the request, encrypted if it is to be. */
    void connected() {
        connected = true;
    }

    /** What has gone wrong, or {@code failure} itself if nobody foresaw it. */
    Throwable meaning(Throwable failure) {
        Throwable cause = Exceptions.unwrap(failure);
        if (cause instanceof WebClientRequestException request && request.getCause() != null) {
            cause = request.getCause();
        }
        if (cause instanceof DecoderException decoder && decoder.getCause() instanceof IOException beneath) {
            cause = beneath;
        }
        return errorOf(cause).<Throwable>map(FetchException::new).orElse(failure);
    }

    private Optional<FetchError> errorOf(Throwable cause) {
        if (cause instanceof FetchException foreseen) {
            return Optional.of(foreseen.error());
        }
        boolean shakingHands = reached && !connected && isSecure(url);
        if (shakingHands && (cause instanceof IOException || cause instanceof DecoderException)) {
            return Optional.of(FetchError.TLS_FAILED);
        }
        if (cause instanceof PrematureChannelClosureException) {
            return Optional.of(FetchError.CLOSED_EARLY);
        }
        // What the decoder of HTTP objects to comes as either, depending on where it stands.
        if (connected && (cause instanceof DecoderException || cause instanceof IllegalArgumentException)) {
            return Optional.of(FetchError.PROTOCOL_ERROR);
        }
        return FetchException.errorOf(cause, connected);
    }

    /** The names have been looked up already. (A group would remember each of these, and the loop each group.) */
    @Override
    public AddressResolver<InetSocketAddress> getResolver(EventExecutor executor) {
        return newResolver(executor);
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetNameResolver(executor) {
            @Override
            protected void doResolve(String host, Promise<InetAddress> promise) {
                promise.setSuccess(permitted.getFirst());
            }

            @Override
            protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                promise.setSuccess(permitted);
            }
        }.asAddressResolver();
    }

    /** Lets no connection go where it may not. */
    private final class Gate extends ChannelDuplexHandler {
        @Override
        public void connect(
                ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise)
                throws Exception {
            if (remote instanceof InetSocketAddress address && permitted.contains(address.getAddress())) {
                super.connect(context, remote, local, promise);
            } else {
                promise.setFailure(new FetchException(FetchError.ADDRESS_NOT_ALLOWED));
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            reached = true;
            super.channelActive(context);
        }
    }
}
