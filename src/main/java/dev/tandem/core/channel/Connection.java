package dev.tandem.core.channel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A client that stays: an event stream, a WebSocket, a long poll. The models extend it with the way in which they write;
 * what ends a connection, when it is due a heartbeat, and that its subscriptions end with it, is decided here.
 *
 * <p>A connection belongs to one {@link Lane}, which calls everything that is {@code protected} except where said
 * otherwise. {@link #disconnect} and {@link #heard} may be called by any thread.
 */
public abstract class Connection extends Subscriber {
    /** What it costs to keep a piece that waits, besides its bytes; the figure is Netty's for an entry of its buffer. */
    private static final int BYTES_PER_PIECE = 96;

    private static final List<Subscription> ENDED = Collections.unmodifiableList(new ArrayList<>(0));

    private final Transport transport;
    private final Lane lane;
    private final HubListener listener;

    /** What it is subscribed to; {@link #ENDED} once it has ended, {@code null} before it has joined. */
    private final AtomicReference<@Nullable List<Subscription>> subscriptions = new AtomicReference<>();

    /** How many of its channels may publish again; set before it joins the first, and then confined to the lane. */
    private int live;

    /** Where it stands among its lane's connections; confined to the lane. */
    int index;

    private long lastBeatNanos;
    private boolean awaitingPong;
    private long pingedNanos;
    private volatile long lastHeardNanos;

    protected Connection(Hub hub, Lane lane, Transport transport) {
        this.transport = transport;
        this.lane = lane;
        this.listener = hub.listener();
        lastBeatNanos = hub.ticker().nanoTime();
        lastHeardNanos = lastBeatNanos;
    }

    public final Transport transport() {
        return transport;
    }

    public final Lane lane() {
        return lane;
    }

    /** Writes a heartbeat, on a WebSocket a ping; where the stream has not begun, as soon as it has. */
    protected abstract void beat();

    /** Whether the last heartbeat has still to be written; one that is handed over at once never has. */
    protected boolean isBeatWaiting() {
        return false;
    }

    /** What is waiting to be written: the sum of its {@linkplain #outboxSize sizes}. */
    protected abstract long outboxBytes();

    /**
     * What a piece counts while it is waiting. The bound is on memory, so a small message counts for more than its bytes; and
     * it is the same on both models, so the framing, which is not, counts for nothing.
     *
     * @param bytes the length of its wire form
     */
    protected static int outboxSize(int bytes) {
        return bytes + BYTES_PER_PIECE;
    }

    /** For how long nothing could be written although something is waiting; 0 if nothing is. */
    protected abstract long stalledNanos(long nowNanos);

    /**
     * Ends the connection towards the client: says why where the transport has a way to say it, then closes. Called once,
     * by whichever thread ends it.
     */
    protected abstract void terminate(DisconnectReason reason);

    /**
     * Nothing will be delivered any more: ends the connection, {@link DisconnectReason#COMPLETED}, when everything that was
     * missed and delivered has been written, however long the client takes for that within its deadlines.
     */
    protected abstract void endWhenWritten();

    /** The client was heard of: a pong, or any other frame. */
    public final void heard(long nowNanos) {
        lastHeardNanos = nowNanos;
    }

    /** Counts a publication that the socket has taken. */
    protected final void written(Publication publication, long nowNanos) {
        listener.delivered(lane.model(), transport, nowNanos - publication.acceptedNanos());
    }

    /** Whether it has ended. */
    public final boolean isEnded() {
        return subscriptions.get() == ENDED;
    }

    /** Ends the connection and its subscriptions. Only the first call has an effect. */
    public final void disconnect(DisconnectReason reason) {
        if (end(reason)) {
            terminate(reason);
        }
    }

    /** It is about to join so many channels. */
    final void expect(int channels) {
        live = channels;
    }

    @Override
    protected final void complete() {
        live--;
        if (live == 0 && !isEnded()) {
            endWhenWritten();
        }
    }

    @Override
    protected final void fail() {
        disconnect(DisconnectReason.INTERNAL_ERROR);
    }

    /** It comes to its end: ends its subscriptions; {@code false} if they had ended already. */
    final boolean end() {
        return end(null);
    }

    private boolean end(@Nullable DisconnectReason reason) {
        @Nullable List<Subscription> ended = subscriptions.getAndSet(ENDED);
        if (ended == ENDED) {
            return false;
        }
        if (reason != null && reason != DisconnectReason.COMPLETED) {
            listener.disconnected(lane.model(), transport, reason);
        }
        if (ended != null) {
            ended.forEach(Subscription::cancel);
            lane.remove(this);
            listener.connectionClosed(lane.model(), transport);
        }
        return true;
    }

    /** Takes what it is subscribed to; where it has ended meanwhile, the subscriptions end at once. */
    final void join(List<Subscription> joined) {
        lane.add(this);
        if (subscriptions.compareAndSet(null, joined)) {
            listener.connectionOpened(lane.model(), transport);
        } else {
            joined.forEach(Subscription::cancel);
            lane.remove(this);
        }
    }

    final void pulse(long nowNanos, Liveness liveness) {
        if (isEnded()) {
            return;
        }
        if (stalledNanos(nowNanos) > liveness.writeTimeout().toNanos()) {
            disconnect(DisconnectReason.WRITE_TIMEOUT);
        } else if (awaitingPong && lastHeardNanos - lastBeatNanos < 0) {
            awaitPong(nowNanos, liveness);
        } else if (nowNanos - lastBeatNanos >= liveness.heartbeat().toNanos()) {
            lastBeatNanos = nowNanos;
            pingedNanos = nowNanos;
            awaitingPong = transport == Transport.WEBSOCKET;
            beat();
        }
    }

    /**
     * A ping that is still waiting to be written can't be answered: until it has left, the write deadline holds. What waits
     * behind it is no excuse, as a client that is sent something all the time has to answer, too.
     */
    private void awaitPong(long nowNanos, Liveness liveness) {
        if (isBeatWaiting()) {
            pingedNanos = nowNanos;
        } else if (nowNanos - pingedNanos > liveness.pongTimeout().toNanos()) {
            disconnect(DisconnectReason.PONG_TIMEOUT);
        }
    }
}
