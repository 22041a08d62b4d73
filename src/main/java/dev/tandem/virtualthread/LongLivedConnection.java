package dev.tandem.virtualthread;

import dev.tandem.core.Ticker;
import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.Connection;
import dev.tandem.core.channel.Delivery;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Feed;
import dev.tandem.core.channel.Publication;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client that stays, on virtual threads. It owns one: its {@link Writer}, plain code that blocks where the client does
 * not read.
 *
 * <p>The lane only ever puts deliveries into the outbox and wakes the writer, once a round. A client that does not read
 * therefore stops its own writer and nothing else, until its outbox is full or the write deadline has passed.
 *
 * <p>Reading has no thread of its own while there is nothing to read: Tomcat's poller starts one when bytes have come, or
 * the end, and {@link #readable} is then blocking code as well. A client that leaves is noticed at once, and an idle
 * connection costs one parked thread.
 *
 * <p>How it ends, from whichever side: {@link #terminate} closes the outbox; the writer writes what is left there and the
 * farewell, and shuts its half of the socket; then the client's half ends, or the time for that does; whoever reads waits
 * for the writer, and gives the socket back to Tomcat to be closed. Only there, as its buffers are no longer ours then.
 */
abstract class LongLivedConnection extends Connection {
    private static final Logger log = System.getLogger(LongLivedConnection.class.getName());
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final long NEVER = Long.MIN_VALUE;

    private final Ticker ticker;
    private final VirtualThreads threads;
    private final StreamPlan plan;
    private final Outbox<Object> outbox;

    private volatile @Nullable ClientSocket socket;
    private @Nullable Thread writer;

    /** Where the last heartbeat ends among all that was ever put into the outbox; the lane's own. */
    private long beatEnd;

    /** Since when the client has taken nothing of what the writer holds out to it, or {@link #NEVER}. */
    private volatile long blockedSinceNanos = NEVER;

    private volatile DisconnectReason reason = DisconnectReason.CLIENT_CLOSED;
    private volatile boolean cut;
    private boolean closed;

    LongLivedConnection(Streams streams, StreamPlan plan) {
        super(streams.hub(), streams.lanes().next(), plan.transport());
        this.ticker = streams.ticker();
        this.threads = streams.threads();
        this.plan = plan;
        this.outbox = new Outbox<>(streams.maxOutboxBytes());
    }

    final StreamPlan plan() {
        return plan;
    }

    /** The socket is ours: begins to write. */
    final void open(Feed opened, ClientSocket taken) {
        socket = taken;
        writer = threads.start(new Writer(this, outbox, opened, taken));
    }

    /**
     * Bytes have come, or the end has: reads what there is.
     *
     * @return {@code false} once the connection is over and nobody uses the socket any more
     */
    final boolean readable(ClientSocket from) {
        try {
            if (isEnded()) {
                from.discardInput();
            } else {
                read(from);
            }
            return true;
        } catch (IOException clientLeft) {
            finish();
            return false;
        } catch (RuntimeException e) {
            log.log(Level.ERROR, "A connection could not be read from", e);
            disconnect(DisconnectReason.INTERNAL_ERROR);
            return true;
        }
    }

    /** The client has left, or the server gives it up. Returns when nobody uses the socket any more. */
    final void finish() {
        disconnect(DisconnectReason.CLIENT_CLOSED);
        Thread last = writer;
        try {
            if (last != null) {
                last.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The socket is closed. Does not block. */
    final void closed() {
        disconnect(DisconnectReason.CLIENT_CLOSED);
        cut();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
    }

    /** Reads what there is; what the client says after the end does not get here. */
    abstract void read(ClientSocket from) throws IOException;

    /** Whether pieces are framed as chunks (RFC 9112, 7.1). */
    abstract boolean isChunked();

    /** Whether the stream ends where it cannot give what the client missed. */
    abstract boolean endsAtGap();

    /** The last bytes; none if there is nothing to say to a client that has left. */
    abstract byte[] farewell(DisconnectReason reason);

    /** The last bytes for the way in which it has ended. */
    final byte[] farewell() {
        return farewell(reason);
    }

    /** Whether it is over without a farewell. */
    final boolean isCut() {
        return cut;
    }

    /** The writer begins to wait for the client. */
    final void blocked() {
        blockedSinceNanos = ticker.nanoTime();
    }

    /** The client has taken something. */
    final void unblocked() {
        blockedSinceNanos = NEVER;
    }

    /** Counts what has been written; called by the writer alone. */
    final void written(Iterable<Publication> publications) {
        long nowNanos = ticker.nanoTime();
        publications.forEach(publication -> written(publication, nowNanos));
    }

    /** The client was heard of just now. */
    final void heard() {
        heard(ticker.nanoTime());
    }

    /** Sends bytes of this connection's own; by any thread. */
    final void send(byte[] bytes) {
        lane().execute(() -> put(bytes));
    }

    private void put(byte[] bytes) {
        if (!isEnded() && !outbox.offer(bytes, outboxSize(bytes.length))) {
            disconnect(DisconnectReason.SLOW_CONSUMER);
        }
        outbox.wake();
    }

    @Override
    protected final void deliver(Delivery delivery) {
        if (!isEnded() && !outbox.offer(delivery, outboxSize(delivery.encoded(plan.form()).length))) {
            disconnect(DisconnectReason.SLOW_CONSUMER);
        }
    }

    @Override
    protected final void flush() {
        outbox.wake();
    }

    @Override
    protected final void beat() {
        put(plan.form().heartbeat());
        beatEnd = outbox.offered();
    }

    @Override
    protected final boolean isBeatWaiting() {
        return outbox.written() < beatEnd;
    }

    /** The writer takes what is in the outbox, finds it closed, and ends the connection. */
    @Override
    protected final void endWhenWritten() {
        outbox.close();
    }

    @Override
    protected final long outboxBytes() {
        return outbox.bytes();
    }

    @Override
    protected final long stalledNanos(long nowNanos) {
        long since = blockedSinceNanos;
        return since == NEVER ? 0 : nowNanos - since;
    }

    @Override
    protected final void terminate(DisconnectReason because) {
        reason = because;
        boolean nothingToSay = because == DisconnectReason.CLIENT_CLOSED && farewell(because).length == 0;
        if (nothingToSay) {
            cut();
        } else if (because == DisconnectReason.WRITE_TIMEOUT) {
            abort();
        } else {
            threads.execute(this::abortUnlessClosedInTime);
        }
        outbox.close();
    }

    private void cut() {
        cut = true;
        ClientSocket taken = socket;
        if (taken != null) {
            taken.free();
        }
    }

    private void abort() {
        cut = true;
        ClientSocket taken = socket;
        if (taken != null) {
            taken.abort();
        }
    }

    private void abortUnlessClosedInTime() {
        try {
            if (!awaitClosed()) {
                abort();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean awaitClosed() throws InterruptedException {
        long deadlineNanos = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        long leftNanos = deadlineNanos - System.nanoTime();
        while (!closed && leftNanos > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
            leftNanos = deadlineNanos - System.nanoTime();
        }
        return closed;
    }
}
