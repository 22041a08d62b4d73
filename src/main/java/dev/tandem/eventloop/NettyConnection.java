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
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client that stays, on an event loop.
 *
 * <p>What a socket does not take at once waits in Netty's {@link ChannelOutboundBuffer}, and is counted in an {@link Outbox}.
 * A client that lets more than the bound gather is cut; nobody waits for it, because a write never does.
 *
 * <p>Writes start at the handler nearest to the socket that still concerns the bytes, skip the encoders, share one buffer
 * with all connections of the loop and carry no promise: per delivery and connection one slice is allocated, and one
 * system call made for each round. A publication counts as delivered when the socket has taken it.
 *
 * <p>Before a stream begins and while it sends what the client missed, live publications queue up behind that, in order,
 * and count towards the bound; the history itself is sent as fast as the socket takes it, and does not count. On a stream
 * of several channels they queue up whenever the socket is slow, as the cursors that it puts in front of them are its own
 * and large.
 *
 * <p>Where a channel has come to its end, an empty write follows what is waiting: when that has been written, so has
 * everything else, and the connection ends. Until then its deadlines hold.
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

    private final Outbox outbox = new Outbox();

    private boolean resuming;
    private boolean beatWaiting;

    /** Whether nothing will be delivered any more. */
    private boolean complete;

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
        if (complete) {
            endWhenWritten();
        }
    }

    @Override
    protected final void endWhenWritten() {
        complete = true;
        if (waiting == null && outbound != null) {
            outbound.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                if (written.isSuccess()) {
                    disconnect(DisconnectReason.COMPLETED);
                }
            });
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
                count(next.publication(), size(next));
            }
            writePrefix(next);
            write(framing.frame(channel.alloc(), next.encoded(form)));
            markIfFull();
        }
    }

    @Override
    protected final void deliver(Delivery delivery) {
        if (isEnded()) {
            return;
        }
        int size = size(delivery);
        if (overflows(size)) {
            disconnect(DisconnectReason.SLOW_CONSUMER);
        } else if (waiting != null || mustWait()) {
            await(delivery, size);
        } else {
            writePrefix(delivery);
            write(loop.round().share(delivery, form, framing));
            count(delivery.publication(), size);
            markIfFull();
        }
    }

    private boolean overflows(int more) {
        long bytes = outboxBytes();
        return bytes > 0 && bytes + more > maxOutboxBytes;
    }

    private boolean mustWait() {
        return form == WireForm.SSE_WITHOUT_ID && !channel.isWritable();
    }

    private void await(Delivery delivery, int size) {
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(delivery);
        waitingBytes += size;
    }

    @Override
    protected final void flush() {
        loop.round().clear();
        if (outbound != null) {
            outbound.flush();
            settle(outbound);
        }
    }

    /** After a flush: the socket has taken all of it, or a marker will tell when it has. */
    private void settle(ChannelHandlerContext flushed) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer == null) {
            outbox.removeOpen();
        } else if (buffer.isEmpty()) {
            taken(outbox.open());
            outbox.removeOpen();
        } else if (outbox.isOpen()) {
            mark(flushed);
            flushed.flush();
        }
    }

    private void markIfFull() {
        if (outbound != null && outbox.isFull()) {
            mark(outbound);
        }
    }

    private void mark(ChannelHandlerContext to) {
        Outbox.Segment segment = outbox.seal();
        to.write(Unpooled.EMPTY_BUFFER).addListener(reached -> {
            outbox.remove(segment);
            if (reached.isSuccess()) {
                taken(segment);
            }
        });
    }

    private void taken(Outbox.Segment segment) {
        Publication first = segment.first();
        if (first != null) {
            long nowNanos = ticker.nanoTime();
            written(first, nowNanos);
            for (Publication publication : segment.more()) {
                written(publication, nowNanos);
            }
        }
    }

    private void count(Publication publication, int size) {
        if (outbound != null) {
            outbox.add(publication, size);
        }
    }

    private void count(int size) {
        if (outbound != null) {
            outbox.add(size);
        }
    }

    @Override
    protected final void beat() {
        byte[] bytes = form.heartbeat();
        beatWaiting = true;
        if (outbound != null && hasRoomFor(bytes)) {
            outbound.write(framing.frame(channel.alloc(), bytes)).addListener(written -> beatWaiting = false);
            count(outboxSize(bytes.length));
            flush();
        }
    }

    @Override
    protected final boolean isBeatWaiting() {
        return beatWaiting;
    }

    @Override
    protected final long outboxBytes() {
        return outbox.bytes() + waitingBytes;
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
        if (reason == DisconnectReason.WRITE_TIMEOUT) {
            cut();
        } else if (channel.isActive()) {
            close(reason);
        }
    }

    /** Says good-bye in the way of the transport; the channel is active. */
    abstract void close(DisconnectReason reason);

    /** What this connection alone puts in front of a delivery, unframed; may be empty. */
    abstract byte[] prefix(Delivery delivery);

    /** Sends bytes of this connection's own, for which the bound holds as well. */
    final void send(byte[] bytes) {
        if (!isEnded() && bytes.length > 0 && hasRoomFor(bytes)) {
            write(bytes);
            count(outboxSize(bytes.length));
            flush();
        }
    }

    private boolean hasRoomFor(byte[] bytes) {
        if (overflows(outboxSize(bytes.length))) {
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

    private int size(Delivery delivery) {
        return outboxSize(delivery.encoded(form).length);
    }
}
