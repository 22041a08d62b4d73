package dev.tandem.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that stay connected and receive. Some may be dead: they have subscribed, and read nothing ever again; when the
 * server cuts one off, it comes back.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails closes its connection, and that is noticed.
public final class Subscribers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final int OPENING_AT_A_TIME = 64;

    /** A dead client's kernel should not swallow for long what the client does not read. */
    private static final int DEAD_RECEIVE_BUFFER = 4096;

    private final Generator generator;
    private final Endpoint endpoint;
    private final Transport transport;
    private final String path;
    private final Duration patience;
    private final Crowd live = new Crowd();
    private final Crowd dead = new Crowd();
    private final Set<Channel> channels = new HashSet<>();
    private long dropped;
    private long deadCutOff;
    private boolean closed;
    private @Nullable CompletableFuture<Void> complete;
    private @Nullable Recording recording;
    private List<Subscription> receivers = List.of();
    private long nextLook;

    /** @param path of the stream, as {@link Transport} says */
    public Subscribers(Generator generator, Endpoint endpoint, Transport transport, String path) {
        this(generator, endpoint, transport, path, PATIENCE);
    }

    /** @param patience how long one may take to be subscribed */
    Subscribers(Generator generator, Endpoint endpoint, Transport transport, String path, Duration patience) {
        this.generator = generator;
        this.endpoint = endpoint;
        this.transport = transport;
        this.path = path;
        this.patience = patience;
    }

    /** How many there should be, and are. */
    private static final class Crowd {
        private final Set<Subscription> subscribed = new HashSet<>();
        private int wanted;
        private int opening;

        boolean isShort() {
            return subscribed.size() + opening < wanted;
        }

        boolean isComplete() {
            return subscribed.size() >= wanted;
        }
    }

    /**
     * Makes them so many, and waits until all are subscribed.
     *
     * @throws java.util.concurrent.CompletionException if one can't be, or is not in the time that it may take
     */
    public void open(int count, int deadCount) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        generator.run(() -> {
            live.wanted = count;
            dead.wanted = deadCount;
            complete = done;
            openMore();
        });
        done.join();
    }

    /** How many live ones were cut off by the server. */
    public long droppedCount() {
        return generator.call(() -> dropped);
    }

    /** How often the server cut off a dead one, which came back. */
    public long deadCutOffCount() {
        return generator.call(() -> deadCutOff);
    }

    /** Whose thread receives. */
    Generator generator() {
        return generator;
    }

    /**
     * Records what comes from now on, as far as it was sent in the recording's time, to those that are subscribed now. Called on the
     * generator's thread, as what follows is.
     */
    void begin(Recording into) {
        recording = into;
        receivers = List.copyOf(live.subscribed);
        nextLook = System.nanoTime();
        look(into);
    }

    /** Looks around at even intervals: who is late for that is late for what is there to be read. */
    private void look(Recording of) {
        if (recording != of || closed) {
            return;
        }
        long now = System.nanoTime();
        if (of.covers(nextLook)) {
            of.looked(now - nextLook, LOOK.toNanos());
        }
        nextLook = now + LOOK.toNanos();
        generator.loop().schedule(() -> look(of), LOOK.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether each has got so many. */
    boolean haveAll(long each) {
        Recording of = Objects.requireNonNull(recording);
        return receivers.stream().allMatch(receiver -> receiver.receivedOf(of) >= each);
    }

    /** Records no more. */
    void stop() {
        recording = null;
    }

    /** What has come to so many. */
    record Received(Recording recording, long receivers) {}

    /** Records no more, and says what has come, and what should have come to each and did not, or came too often. */
    Received end(Recording published) {
        Recording ended = Objects.requireNonNull(recording);
        stop();
        published.errors().forEach((how, count) -> ended.errors(how, count * receivers.size()));
        long lost = 0;
        long duplicate = 0;
        for (Subscription receiver : receivers) {
            long received = receiver.receivedOf(ended);
            if (received == published.dueCount() && receiver.timesOf(ended) != published.dueTimes()) {
                // One instead of another, at least.
                lost++;
                duplicate++;
            }
            lost += Math.max(0, published.completedCount() - received);
            duplicate += Math.max(0, received - published.dueCount());
        }
        ended.errors("lost", lost);
        ended.errors("duplicate", duplicate);
        return new Received(ended, receivers.size());
    }

    int liveCount() {
        return live.subscribed.size();
    }

    /** Begins to count what comes that does not say when it was sent. */
    void countUnstamped() {
        live.subscribed.forEach(subscription -> subscription.unstamped = 0);
    }

    /** Whether every live one has got so many of those. */
    boolean haveUnstamped(int count) {
        return live.subscribed.stream().allMatch(subscription -> subscription.unstamped >= count);
    }

    @Override
    public void close() {
        generator.run(() -> {
            closed = true;
            List.copyOf(channels).forEach(Channel::close);
            if (complete != null) {
                complete.cancel(false);
            }
        });
    }

    private void openMore() {
        if (closed) {
            return;
        }
        fill(live, false);
        fill(dead, true);
        if (complete != null && live.isComplete() && dead.isComplete()) {
            complete.complete(null);
        }
    }

    private void fill(Crowd crowd, boolean isDead) {
        while (crowd.isShort() && live.opening + dead.opening < OPENING_AT_A_TIME) {
            crowd.opening++;
            open(new Subscription(crowd, isDead));
        }
    }

    private void open(Subscription subscription) {
        generator
                .connect(endpoint, new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (subscription.isDead) {
                            channel.config().setOption(ChannelOption.SO_RCVBUF, DEAD_RECEIVE_BUFFER);
                        }
                        channels.add(channel);
                        channel.closeFuture().addListener(closed -> channels.remove(channel));
                        channel.pipeline().addLast(subscription);
                    }
                })
                .addListener(future -> {
                    if (!future.isSuccess()) {
                        subscription.gone(future.cause());
                    }
                });
    }

    /** The end of a connection's pipeline. Called by the transport, on the generator's thread. */
    final class Subscription extends ChannelInboundHandlerAdapter {
        private final Crowd crowd;
        private final boolean isDead;
        private boolean isOpen;
        private boolean isGone;
        private int unstamped;
        private long count;
        private long times;
        private @Nullable Recording counted;
        private @Nullable ScheduledFuture<?> deadline;

        private Subscription(Crowd crowd, boolean isDead) {
            this.crowd = crowd;
            this.isDead = isDead;
        }

        String path() {
            return path;
        }

        String authority() {
            return endpoint.authority();
        }

        void send(Channel to, String text) {
            to.writeAndFlush(Unpooled.copiedBuffer(text, US_ASCII), to.voidPromise());
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            deadline = generator
                    .loop()
                    .schedule(
                            () -> failed(ctx.channel(), "The stream was not answered within " + patience),
                            patience.toNanos(),
                            TimeUnit.NANOSECONDS);
            transport.install(ctx.channel(), this);
        }

        /** The server has agreed. */
        void opened(Channel by) {
            if (isOpen || isGone) {
                return;
            }
            isOpen = true;
            cancelDeadline();
            crowd.opening--;
            crowd.subscribed.add(this);
            if (isDead) {
                by.config().setAutoRead(false);
                by.pipeline().addFirst(new Deaf());
            }
            openMore();
        }

        /** A message has come that was sent then; negative if it does not say. */
        void received(long sent, int size) {
            if (sent < 0) {
                unstamped++;
                return;
            }
            Recording into = recording;
            if (into == null) {
                return;
            }
            long now = System.nanoTime();
            into.answered(now);
            if (into.covers(sent)) {
                into.received(now - sent, size);
                if (counted != into) {
                    counted = into;
                    count = 0;
                    times = 0;
                }
                count++;
                times += sent;
            }
        }

        /** How much of that has come to this one. */
        private long receivedOf(Recording of) {
            return counted == of ? count : 0;
        }

        /** When each of it was due, added up. */
        private long timesOf(Recording of) {
            return counted == of ? times : 0;
        }

        /** The server has refused, or does not understand. */
        void failed(Channel by, String how) {
            gone(new IllegalStateException(how));
            by.close();
        }

        private void gone(Throwable cause) {
            cancelDeadline();
            if (isGone || closed) {
                return;
            }
            isGone = true;
            if (isOpen) {
                crowd.subscribed.remove(this);
                if (isDead) {
                    deadCutOff++;
                } else {
                    crowd.wanted--;
                    dropped++;
                }
                openMore();
            } else {
                crowd.opening--;
                if (complete != null && !complete.completeExceptionally(cause)) {
                    // All were there once: a dead one has come back, too early.
                    generator.loop().schedule(Subscribers.this::openMore, AGAIN.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        }

        private void cancelDeadline() {
            if (deadline != null) {
                deadline.cancel(false);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object rest) {
            ReferenceCountUtil.release(rest);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            gone(new IllegalStateException("The connection was closed by the server"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            gone(cause);
            ctx.close();
        }
    }

    /** Reads no more, whoever asks for it: decoders do, for the rest of what they have begun with. */
    private static final class Deaf extends ChannelOutboundHandlerAdapter {
        @Override
        public void read(ChannelHandlerContext ctx) {
            // That is all.
        }
    }
}
