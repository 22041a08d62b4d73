package dev.tandem.compare.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests that leave on schedule, whether or not earlier ones have been answered: an open loop. A closed loop, where each
 * client waits for its answer before it asks again, slows down with the server and so leaves out what its slowness would
 * have cost (Tene, "How NOT to Measure Latency"; Schroeder et al., "Open Versus Closed", NSDI 2006).
 *
 * <p>A request that is due takes a connection that is free, or a new one while there are fewer than allowed, or waits for
 * one. Its latency counts from the time at which it was due, in any case.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails closes its connection, and that is noticed.
public final class RequestLoad implements AutoCloseable {
    private static final Duration SAMPLE = Duration.ofMillis(2);
    private static final Duration EXPIRE = Duration.ofMillis(500);
    private static final int CONNECTING_AT_A_TIME = 64;

    private final Generator generator;
    private final EventLoop loop;
    private final Endpoint endpoint;
    private final Mix mix;
    private final Pace pace;
    private final int maxConnections;
    private final long timeoutNanos;

    private final LongQueue due = new LongQueue();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> connections = new HashSet<>();
    private int connecting;
    private long inFlight;
    private long next;
    private boolean running;
    private @Nullable ScheduledFuture<?> tick;
    private @Nullable Recording recording;
    private @Nullable CompletableFuture<Recording> recorded;
    private @Nullable Recovery recovery;

    /**
     * @param maxConnections the most at a time
     * @param timeout after which a request has failed, from its intended time
     */
    public RequestLoad(
            Generator generator,
            Endpoint endpoint,
            List<Request> mix,
            Pace pace,
            int maxConnections,
            Duration timeout) {
        this.generator = generator;
        loop = generator.loop();
        this.endpoint = endpoint;
        this.mix = new Mix(mix, endpoint);
        this.pace = pace;
        this.maxConnections = maxConnections;
        timeoutNanos = timeout.toNanos();
    }

    /** Opens so many connections in advance, and waits until they are there or cannot be. */
    public void connect(int count) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> connectUpTo(Math.min(count, maxConnections), done));
        done.join();
    }

    private void connectUpTo(int count, CompletableFuture<Void> done) {
        while (connections.size() + connecting < count && connecting < CONNECTING_AT_A_TIME) {
            open(() -> connectUpTo(count, done), done::completeExceptionally);
        }
        if (connections.size() >= count) {
            done.complete(null);
        }
    }

    /** Begins. */
    public void start() {
        generator.call(() -> {
            running = true;
            next = System.nanoTime() + pace.nextNanos();
            schedule();
            sample();
            expire();
            return running;
        });
    }

    /** Goes on at another rate. */
    public void rate(double perSecond) {
        generator.call(() -> {
            pace.set(perSecond);
            next = System.nanoTime() + pace.nextNanos();
            if (tick != null) {
                tick.cancel(false);
            }
            schedule();
            return perSecond;
        });
    }

    /** Records what is due from now on for so long, and waits until all of that has ended. */
    public Recording record(Duration span) {
        return recordAhead(span).join();
    }

    /** The same without waiting. */
    public CompletableFuture<Recording> recordAhead(Duration span) {
        return generator.call(() -> recordInto(new Recording(System.nanoTime(), span)));
    }

    /** The same. Called on the generator's thread. */
    CompletableFuture<Recording> recordInto(Recording into) {
        CompletableFuture<Recording> result = new CompletableFuture<>();
        recording = into;
        recorded = result;
        return result;
    }

    /**
     * From now on, until what is due is answered as before; empty if it never is.
     *
     * @param asBefore the longest latency that counts as such
     * @param atMost after which it is given up
     */
    public CompletableFuture<Optional<Duration>> recoverAhead(Duration asBefore, Duration atMost) {
        return generator.call(() -> {
            var begun = new Recovery(System.nanoTime(), asBefore.toNanos(), atMost);
            recovery = begun;
            return begun.result();
        });
    }

    /** Stops sending, and closes all connections. */
    @Override
    public void close() {
        generator.call(() -> {
            running = false;
            if (tick != null) {
                tick.cancel(false);
            }
            List.copyOf(connections).forEach(connection -> connection.channel.close());
            return running;
        });
    }

    private void schedule() {
        tick = loop.schedule(this::tick, Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void tick() {
        if (!running) {
            return;
        }
        long now = System.nanoTime();
        while (next - now <= 0) {
            due.add(next);
            inFlight++;
            if (recording != null && recording.covers(next)) {
                recording.due(now - next);
            }
            if (recovery != null) {
                recovery.due(next);
            }
            next += pace.nextNanos();
        }
        dispatch();
        schedule();
    }

    private void dispatch() {
        while (!due.isEmpty() && !idle.isEmpty()) {
            idle.pop().send(due.remove());
        }
        while (connecting < Math.min(due.size(), CONNECTING_AT_A_TIME)
                && connections.size() + connecting < maxConnections) {
            open(this::dispatch, cause -> {});
        }
    }

    private void expire() {
        if (!running) {
            return;
        }
        long now = System.nanoTime();
        connections.stream()
                .filter(connection -> connection.isOverdue(now))
                .toList()
                .forEach(Connection::giveUp);
        while (!due.isEmpty() && now - due.peek() > timeoutNanos) {
            fail(due.remove(), "no_connection");
        }
        loop.schedule(this::expire, EXPIRE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void open(Runnable opened, Consumer<Throwable> failed) {
        connecting++;
        generator
                .connect(endpoint, new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpResponseDecoder(), new Connection(channel));
                    }
                })
                .addListener(future -> {
                    connecting--;
                    if (future.isSuccess()) {
                        opened.run();
                    } else {
                        failed.accept(future.cause());
                        if (!due.isEmpty()) {
                            fail(due.remove(), "connect");
                        }
                    }
                });
    }

    private void sample() {
        if (!running) {
            return;
        }
        long now = System.nanoTime();
        Recording current = recording;
        if (current != null) {
            if (!current.isOver(now)) {
                current.sample(inFlight);
            }
            if (current.isComplete(now) && recorded != null) {
                recording = null;
                recorded.complete(current);
            }
        }
        if (recovery != null && recovery.isOver(now)) {
            recovery = null;
        }
        loop.schedule(this::sample, SAMPLE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void fail(long intended, String how) {
        inFlight--;
        Recording of = recordingOf(intended);
        if (of != null) {
            of.failed(how);
        }
        if (recovery != null) {
            recovery.ended(intended, false, 0);
        }
    }

    private @Nullable Recording recordingOf(long intended) {
        return recording != null && recording.covers(intended) ? recording : null;
    }

    /** One connection, with one request at a time. */
    private final class Connection extends SimpleChannelInboundHandler<HttpObject> {
        private final Channel channel;
        private long intended;
        private boolean busy;
        private boolean keepAlive;
        private int status;
        private int size;

        Connection(Channel channel) {
            this.channel = channel;
        }

        void send(long at) {
            intended = at;
            busy = true;
            size = 0;
            Recording of = recordingOf(at);
            if (of != null) {
                of.sent(System.nanoTime() - at);
            }
            channel.writeAndFlush(mix.next().at(at), channel.voidPromise());
        }

        boolean isOverdue(long now) {
            return busy && now - intended > timeoutNanos;
        }

        void giveUp() {
            busy = false;
            fail(intended, "timeout");
            channel.close();
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            connections.add(this);
            idle.push(this);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (message instanceof HttpResponse response) {
                status =
                        response.decoderResult().isSuccess() ? response.status().code() : 0;
                keepAlive = HttpUtil.isKeepAlive(response);
            }
            if (message instanceof HttpContent content) {
                size += content.content().readableBytes();
            }
            if (message instanceof LastHttpContent && busy) {
                answered();
            }
        }

        private void answered() {
            busy = false;
            if (HttpStatusClass.SUCCESS.contains(status)) {
                succeed(System.nanoTime());
            } else {
                fail(intended, "status_" + status);
            }
            if (keepAlive) {
                idle.push(this);
                if (!due.isEmpty()) {
                    dispatch();
                }
            } else {
                channel.close();
            }
        }

        private void succeed(long now) {
            inFlight--;
            if (recording != null) {
                recording.answered(now);
            }
            Recording of = recordingOf(intended);
            if (of != null) {
                of.completed(now - intended, size);
            }
            if (recovery != null) {
                recovery.ended(intended, true, now - intended);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            connections.remove(this);
            idle.remove(this);
            if (busy) {
                busy = false;
                fail(intended, "closed");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** Requests by their weights, in an order that is the same each time. */
    private static final class Mix {
        private final List<Request.Wire> wires = new ArrayList<>();
        private final double[] upTo;
        private final SplittableRandom random = new SplittableRandom(1);

        Mix(List<Request> requests, Endpoint endpoint) {
            upTo = new double[requests.size()];
            double sum = 0;
            for (int i = 0; i < upTo.length; i++) {
                sum += requests.get(i).weight();
                upTo[i] = sum;
                wires.add(requests.get(i).encode(endpoint));
            }
        }

        Request.Wire next() {
            if (upTo.length == 1) {
                return wires.getFirst();
            }
            double at = random.nextDouble() * upTo[upTo.length - 1];
            int i = 0;
            while (at >= upTo[i]) {
                i++;
            }
            return wires.get(i);
        }
    }
}
