package dev.tandem.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Clients that stay connected and receive. Some may be dead: they have subscribed, and read nothing ever again; when the
 * server cuts one off, it comes back.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails closes its connection, and that is noticed.
public final class Subscribers implements AutoCloseable {
    private static final int OPENING_AT_A_TIME = 64;

    /** A dead client's kernel should not swallow for long what the client does not read. */
    private static final int DEAD_RECEIVE_BUFFER = 4096;

    private final Generator generator;
    private final Endpoint endpoint;
    private final Transport transport;
    private final String path;
    private final Set<Channel> subscribed = new HashSet<>();
    private final Set<Channel> dead = new HashSet<>();
    private int opening;
    private int openingDead;
    private int wanted;
    private int wantedDead;
    private long dropped;
    private boolean closed;
    private @Nullable CompletableFuture<Void> complete;
    private @Nullable Recording recording;

    /** @param path of the stream, as {@link Transport} says */
    public Subscribers(Generator generator, Endpoint endpoint, Transport transport, String path) {
        this.generator = generator;
        this.endpoint = endpoint;
        this.transport = transport;
        this.path = path;
    }

    /**
     * Makes them so many, and waits until all are subscribed.
     *
     * @throws java.util.concurrent.CompletionException if one can't be
     */
    public void open(int count, int deadCount) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        generator.call(() -> {
            wanted = count;
            wantedDead = deadCount;
            complete = done;
            openMore();
            return count;
        });
        done.join();
    }

    /** How many live ones were cut off by the server. */
    public long droppedCount() {
        return generator.call(() -> dropped);
    }

    /** Where deliveries are recorded that were sent in its time. Called on the generator's thread. */
    void recordInto(@Nullable Recording into) {
        recording = into;
    }

    int liveCount() {
        return subscribed.size();
    }

    @Override
    public void close() {
        generator.call(() -> {
            closed = true;
            subscribed.forEach(Channel::close);
            dead.forEach(Channel::close);
            return closed;
        });
    }

    private void openMore() {
        if (closed) {
            return;
        }
        while (opening + openingDead < OPENING_AT_A_TIME && subscribed.size() + opening < wanted) {
            opening++;
            open(false);
        }
        while (opening + openingDead < OPENING_AT_A_TIME && dead.size() + openingDead < wantedDead) {
            openingDead++;
            open(true);
        }
        if (complete != null && subscribed.size() >= wanted && dead.size() >= wantedDead) {
            complete.complete(null);
        }
    }

    private void open(boolean isDead) {
        Subscription subscription = new Subscription(isDead);
        generator
                .connect(endpoint, new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (isDead) {
                            channel.config().setOption(ChannelOption.SO_RCVBUF, DEAD_RECEIVE_BUFFER);
                        }
                        channel.pipeline().addLast(subscription);
                        transport.install(channel, subscription);
                    }
                })
                .addListener(future -> {
                    if (!future.isSuccess()) {
                        subscription.gone(future.cause());
                    }
                });
    }

    /** Called by the transport, on the generator's thread. */
    final class Subscription extends ChannelInboundHandlerAdapter {
        private final boolean isDead;
        private boolean isOpen;
        private boolean isGone;

        Subscription(boolean isDead) {
            this.isDead = isDead;
        }

        String path() {
            return path;
        }

        String authority() {
            return endpoint.authority();
        }

        void send(Channel channel, String text) {
            channel.writeAndFlush(Unpooled.copiedBuffer(text, US_ASCII), channel.voidPromise());
        }

        /** The server has agreed. */
        void opened(Channel channel) {
            if (isOpen) {
                return;
            }
            isOpen = true;
            if (isDead) {
                openingDead--;
                dead.add(channel);
                channel.config().setAutoRead(false);
            } else {
                opening--;
                subscribed.add(channel);
            }
            openMore();
        }

        /** A message has come that was sent then; negative if it does not say. */
        void received(long sent, int size) {
            Recording into = recording;
            if (into == null || sent < 0) {
                return;
            }
            long now = System.nanoTime();
            into.answered(now);
            if (into.covers(sent)) {
                into.received(now - sent, size);
            }
        }

        /** The server has refused, or does not understand. */
        void failed(Channel channel, String how) {
            gone(new IllegalStateException(how));
            channel.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            subscribed.remove(ctx.channel());
            dead.remove(ctx.channel());
            gone(new IllegalStateException("The connection was closed by the server"));
        }

        void gone(Throwable cause) {
            if (isGone || closed) {
                return;
            }
            isGone = true;
            if (!isOpen) {
                opening -= isDead ? 0 : 1;
                openingDead -= isDead ? 1 : 0;
                if (complete != null) {
                    complete.completeExceptionally(cause);
                }
            } else if (isDead) {
                openMore();
            } else {
                wanted--;
                dropped++;
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
