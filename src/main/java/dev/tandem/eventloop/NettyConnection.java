package dev.tandem.eventloop;

import dev.tandem.core.Ticker;
import dev.tandem.core.channel.Connection;
import dev.tandem.core.channel.Delivery;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Feed;
import dev.tandem.core.channel.Publication;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.channel.WireForm;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client that stays, on an event loop.
 *
 * <p>The outbox is Netty's own: what a socket does not take at once waits in its {@link ChannelOutboundBuffer}, whose bytes
 * are counted before each write. A client that lets more than the bound gather is cut; nobody waits for it, because a
 * write never does. The count includes Netty's 96 bytes for each entry, so the bound is on memory, not on payload.
 *
 * <p>Writes start at the handler nearest to the socket that still concerns the bytes, skip the encoders, share one buffer
 * with all connections of the loop and carry no promise: per delivery and connection one slice is allocated, and one
 * system call made for each round.
 *
 * <p>Before a stream begins and while it sends what the client missed, live publications queue up behind that, in order,
 * and count towards the bound; the history itself is sent as fast as the socket takes it.
 *
 * <p>Confined to the loop, like everything that its lane calls. A loop's clock, not core's, measures how long a close may
 * take: a peer that does not answer is the network's business.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // A write or close that fails ends the channel, and the handler hears of that.
abstract class NettyConnection extends Connection {
    private static final long CLOSE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Channel channel;
    private final Loop loop;
    private final Ticker ticker;
    private final WireForm form;
    private final int maxOutboxBytes;
    private final Framing framing;

    private @Nullable ChannelHandlerContext outbound;
    private @Nullable Queue<Delivery> waiting = new ArrayDeque<>(0);
    private int replaying;
    private long waitingBytes;

    private @Nullable Publication unflushed;
    private @Nullable List<Publication> moreUnflushed;

    private boolean resuming;
    private boolean beatWaiting;

    private @Nullable Object lastEntry;
    private long lastProgress;
    private long lastProgressNanos;

    /** @param streams what every connection of this model shares */
    NettyConnection(Streams streams, Channel channel, Transport transport, WireForm form, Framing framing) {
        super(streams.hub(), streams.loops().of(channel).lane(), transport);
        this.channel = channel;
        this.loop = streams.loops().of(channel);
        this.ticker = streams.ticker();
        this.form = form;
        this.framing = framing;
        this.maxOutboxBytes = streams.maxOutboxBytes();
        this.lastProgressNanos = ticker.nanoTime();
    }

    final Channel channel() {
        return channel;
    }

    final void heard() {
        heard(ticker.nanoTime());
    }

    /** Writes go into the socket from here on, at the place of {@code from} in the pipeline. */
    final void attach(ChannelHandlerContext from) {
        outbound = from;
    }

    /** Begins to write: the opening, then what was missed, then what has been published meanwhile. */
    final void start(Feed feed) {
        write(feed.opening());
        List<Delivery> missed = feed.replay();
        Queue<Delivery> queue = new ArrayDeque<>(missed);
        if (waiting != null) {
            queue.addAll(waiting);
        }
        waiting = queue;
        replaying = missed.size();
        resume();
        if (beatWaiting) {
            beat();
        }
    }

    /**
     * Goes on with what is waiting, for as long as the socket takes it. Writing and flushing may change whether it does, of
     * which Netty tells at once: that call comes back here from inside, and must leave the rest to the one that is under way.
     */
    final void resume() {
        if (resuming || !isWaiting()) {
            return;
        }
        resuming = true;
        try {
            do {
                writeWaiting();
                flush();
            } while (isWaiting() && channel.isWritable());
        } finally {
            resuming = false;
        }
    }

    private boolean isWaiting() {
        return waiting != null && outbound != null;
    }

    private void writeWaiting() {
        while (waiting != null && channel.isWritable()) {
            Delivery next = waiting.poll();
            if (next == null) {
                waiting = null;
                return;
            }
            if (replaying > 0) {
                replaying--;
            } else {
                waitingBytes -= size(next);
                remember(next.publication());
            }
            writePrefix(next);
            write(framing.frame(channel.alloc(), next.encoded(form)));
        }
    }

    @Override
    protected final void deliver(Delivery delivery) {
        if (isEnded()) {
            return;
        }
        long bytes = outboxBytes();
        if (bytes > 0 && bytes + size(delivery) > maxOutboxBytes) {
            disconnect(DisconnectReason.SLOW_CONSUMER);
        } else if (waiting != null) {
            waiting.add(delivery);
            waitingBytes += size(delivery);
        } else {
            writePrefix(delivery);
            write(loop.round().share(delivery, form, framing));
            remember(delivery.publication());
        }
    }

    @Override
    protected final void flush() {
        loop.round().clear();
        if (outbound != null) {
            outbound.flush();
        }
        if (unflushed != null) {
            long nowNanos = ticker.nanoTime();
            written(unflushed, nowNanos);
            unflushed = null;
            if (moreUnflushed != null) {
                moreUnflushed.forEach(publication -> written(publication, nowNanos));
                moreUnflushed = null;
            }
        }
    }

    @Override
    protected final void beat() {
        byte[] bytes = form.heartbeat();
        beatWaiting = true;
        if (outbound != null && hasRoomFor(bytes)) {
            outbound.write(framing.frame(channel.alloc(), bytes)).addListener(written -> beatWaiting = false);
            flush();
        }
    }

    @Override
    protected final boolean isBeatWaiting() {
        return beatWaiting;
    }

    @Override
    protected final long outboxBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() + waitingBytes;
    }

    @Override
    protected final long stalledNanos(long nowNanos) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        Object entry = buffer == null ? null : buffer.current();
        long progress = buffer == null ? 0 : buffer.currentProgress();
        if (entry == null || entry != lastEntry || progress != lastProgress) {
            lastEntry = entry;
            lastProgress = progress;
            lastProgressNanos = nowNanos;
        }
        return nowNanos - lastProgressNanos;
    }

    @Override
    protected final void terminate(DisconnectReason reason) {
        if (channel.eventLoop().inEventLoop()) {
            end(reason);
        } else {
            channel.eventLoop().execute(() -> end(reason));
        }
    }

    private void end(DisconnectReason reason) {
        waiting = null;
        waitingBytes = 0;
        if (channel.isActive()) {
            close(reason);
        }
    }

    /** Says good-bye in the way of the transport; the channel is active. */
    abstract void close(DisconnectReason reason);

    /** What this connection alone puts in front of a delivery, unframed; may be empty. */
    abstract byte[] prefix(Delivery delivery);

    /** Sends bytes of this connection's own, for which the bound holds as well. */
    final void send(byte[] bytes) {
        if (!isEnded() && hasRoomFor(bytes)) {
            write(bytes);
            flush();
        }
    }

    private boolean hasRoomFor(byte[] bytes) {
        long waitingNow = outboxBytes();
        if (waitingNow > 0 && waitingNow + bytes.length > maxOutboxBytes) {
            disconnect(DisconnectReason.SLOW_CONSUMER);
            return false;
        }
        return true;
    }

    /** Writes bytes of this connection's own; nothing if there are none. */
    final void write(byte[] bytes) {
        if (bytes.length > 0) {
            write(framing.frame(channel.alloc(), bytes));
        }
    }

    /** Writes and flushes the last of this connection's own bytes; what comes of it is of interest. */
    final ChannelFuture writeLast(ByteBuf bytes) {
        if (outbound == null) {
            bytes.release();
            return channel.close();
        }
        return outbound.writeAndFlush(bytes);
    }

    /** Cuts the connection unless the returned task is cancelled in time. */
    final Future<?> closeAfterTimeout() {
        return channel.eventLoop().schedule(this::cut, CLOSE_TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
    }

    /** With a reset: what a dead reader does not take, the system would keep, and offer it, for many minutes more. */
    private void cut() {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    private void writePrefix(Delivery delivery) {
        write(prefix(delivery));
    }

    private void write(ByteBuf bytes) {
        if (outbound == null) {
            bytes.release();
        } else {
            outbound.write(bytes, channel.unsafe().voidPromise());
        }
    }

    private void remember(Publication publication) {
        if (unflushed == null) {
            unflushed = publication;
        } else {
            if (moreUnflushed == null) {
                moreUnflushed = new ArrayList<>();
            }
            moreUnflushed.add(publication);
        }
    }

    private static int size(Delivery delivery) {
        return delivery.publication().payload().bytes().length;
    }
}
