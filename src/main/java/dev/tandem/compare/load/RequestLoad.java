package dev.tandem.compare.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests that leave on schedule, whether or not earlier ones have been answered: an open loop. A closed loop, where each
 * client waits for its answer before it asks again, slows down with the server and so leaves out what its slowness would
 * have cost (Tene, "How NOT to Measure Latency"; Schroeder et al., "Open Versus Closed", NSDI 2006).
 *
 * <p>A request that is due takes a connection that is free, or a new one while there are fewer than allowed, or waits for
 * one. Its latency counts from the time at which it was due, in any case. Connections take turns, so that none is left out: the
 * load is that of many clients, and not of the few that suffice.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails closes its connection, and that is noticed.
public final class RequestLoad implements AutoCloseable {
    private static final Duration SAMPLE = Duration.ofMillis(2);
    private static final Duration EXPIRE = Duration.ofMillis(500);
    private static final int CONNECTING_AT_A_TIME = 64;

    private final Generator generator;
    private final EventLoop loop;
    private final Endpoint endpoint;
    private final String first;
    private final Mix mix;
    private final Pace pace;
    private final int maxConnections;
    private final long timeoutNanos;

    private final LongQueue due = new LongQueue();
    private final Queue<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> connections = new HashSet<>();
    private final Runnable tick = this::tick;
    private int connecting;
    private int wantedInAdvance;
    private long inFlight;
    private long next;
    private long nextSample;
    private boolean running;
    private boolean closed;
    private @Nullable CompletableFuture<Void> connected;
    private @Nullable ScheduledFuture<?> ticking;
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
        first = mix.getFirst().path();
        this.pace = pace;
        this.maxConnections = maxConnections;
        timeoutNanos = timeout.toNanos();
    }

    /**
     * Opens so many connections in advance, and waits until they are there.
     *
     * @throws java.util.concurrent.CompletionException if one can't be opened, or is closed meanwhile
     */
    public void connect(int count) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        generator.run(() -> {
            wantedInAdvance = Math.min(count, maxConnections);
            connected = done;
            connectInAdvance();
        });
        done.join();
    }

    /** Where the first of its requests goes. */
    URI url() {
        return URI.create("http://" + endpoint.authority() + first);
    }

    /** Begins. */
    public void start() {
        generator.run(() -> {
            running = true;
            next = System.nanoTime() + pace.nextNanos();
            schedule();
            nextSample = System.nanoTime();
            sample();
            expire();
        });
    }

    /** Goes on at another rate. */
    public void rate(double perSecond) {
        generator.run(() -> {
            long now = System.nanoTime();
            if (running) {
                catchUp(now);
            }
            pace.set(perSecond);
            next = now + pace.nextNanos();
            if (ticking != null) {
                ticking.cancel(false);
                schedule();
            }
        });
    }

    /** Records what is due from now on for so long, and waits until all of that has ended. */
    public Recording record(Duration span) {
        return recordAhead(span).join();
    }

    /** The same without waiting. There is one at a time. */
    public CompletableFuture<Recording> recordAhead(Duration span) {
        return generator.call(() -> recordInto(new Recording(System.nanoTime(), span)));
    }

    /** The same. Called on the generator's thread. */
    CompletableFuture<Recording> recordInto(Recording into) {
        if (recording != null || closed) {
            throw new IllegalStateException(closed ? "closed" : "There is a recording already");
        }
        CompletableFuture<Recording> result = new CompletableFuture<>();
        recording = into;
        recorded = result;
        long now = System.nanoTime();
        sampleInFlight(now);
        // Whoever has been away until now, and goes on to be, is late from the beginning of this one.
        if (nextSample - now < 0) {
            nextSample = now;
        }
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

    /** Stops sending, and closes all connections, those included that are being made. What is recorded is given up. */
    @Override
    public void close() {
        generator.run(() -> {
            closed = true;
            running = false;
            if (ticking != null) {
                ticking.cancel(false);
            }
            if (recorded != null) {
                recorded.cancel(false);
            }
            if (connected != null) {
                connected.cancel(false);
            }
            List.copyOf(connections).forEach(Connection::close);
        });
    }

    private void schedule() {
        ticking = loop.schedule(tick, Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void tick() {
        if (running) {
            catchUp(System.nanoTime());
            dispatch();
            schedule();
        }
    }

    private void catchUp(long now) {
        while (next - now <= 0) {
            due.add(next);
            inFlight++;
            if (recording != null && recording.covers(next)) {
                recording.due(next, now);
            }
            if (recovery != null) {
                recovery.due(next);
            }
            next += pace.nextNanos();
        }
    }

    private void dispatch() {
        while (!due.isEmpty()) {
            Connection free = idle.poll();
            if (free == null) {
                break;
            }
            // One that was closed meanwhile is left out here, so that it needn't be searched for then.
            if (free.isIdle()) {
                send(free, due.remove());
            }
        }
        while (running
                && connecting < Math.min(due.size(), CONNECTING_AT_A_TIME)
                && connections.size() < maxConnections) {
            open();
        }
    }

    private void send(Connection by, long intended) {
        Recording of = recordingOf(intended);
        if (of != null) {
            of.sent(System.nanoTime() - intended);
        }
        by.send(intended, mix.next());
    }

    private void connectInAdvance() {
        while (connected != null && connecting < CONNECTING_AT_A_TIME && connections.size() < wantedInAdvance) {
            open();
        }
        if (connected != null && connections.size() - connecting >= wantedInAdvance) {
            connected.complete(null);
            connected = null;
        }
    }

    private void open() {
        Connection connection = new Connection(this);
        connections.add(connection);
        connecting++;
        generator
                .connect(endpoint, new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(connection.decoder(), connection);
                    }
                })
                .addListener(future -> {
                    // A success is known to the connection, which is told of it after this.
                    if (!future.isSuccess()) {
                        refused(connection, future.cause());
                    }
                });
    }

    private void refused(Connection connection, Throwable cause) {
        connecting--;
        connections.remove(connection);
        notConnected(cause);
        if (!due.isEmpty()) {
            fail(due.remove(), "connect");
        }
        dispatch();
    }

    /** A connection is there. */
    void opened(Connection connection) {
        connecting--;
        if (closed) {
            connection.close();
            return;
        }
        connection.rest();
        connectInAdvance();
    }

    /** A connection has nothing to do. */
    void rest(Connection connection) {
        idle.add(connection);
        if (!due.isEmpty()) {
            dispatch();
        }
    }

    /** A connection is no more; what it had to do has failed. */
    void gone(Connection connection) {
        connections.remove(connection);
        connection.end("closed");
        notConnected(new ClosedChannelException());
        dispatch();
    }

    private void notConnected(Throwable cause) {
        if (connected != null) {
            connected.completeExceptionally(cause);
            connected = null;
        }
    }

    private void expire() {
        if (!running) {
            return;
        }
        long now = System.nanoTime();
        for (Connection connection : connections) {
            connection.expire(now, timeoutNanos);
        }
        while (!due.isEmpty() && now - due.peek() > timeoutNanos) {
            fail(due.remove(), "no_connection");
        }
        loop.schedule(this::expire, EXPIRE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void sample() {
        if (!running) {
            return;
        }
        long now = System.nanoTime();
        sampleInFlight(now);
        Recording current = recording;
        if (current != null) {
            if (current.covers(nextSample)) {
                current.looked(now - nextSample, SAMPLE.toNanos());
            }
            if (current.isComplete(now) && recorded != null) {
                recording = null;
                recorded.complete(current);
            }
        }
        if (recovery != null && recovery.isOver(now)) {
            recovery = null;
        }
        nextSample = now + SAMPLE.toNanos();
        loop.schedule(this::sample, SAMPLE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void sampleInFlight(long now) {
        if (running) {
            catchUp(now);
        }
        if (recording != null) {
            recording.sample(now, inFlight);
        }
    }

    /**
     * What has come is read before the clock is looked at. Until it is noticed it is in flight, as its latency says: so a sample
     * for which it is time is taken before the first is counted off.
     */
    private void countOff(long now) {
        if (recording != null && recording.wantsSample(now, SAMPLE.toNanos())) {
            sampleInFlight(now);
        }
        inFlight--;
    }

    /** An answer has come, as it should be. */
    void succeed(long intended, int size) {
        long now = System.nanoTime();
        countOff(now);
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

    /** None will come, or one that is not as it should be. */
    void fail(long intended, String how) {
        long now = System.nanoTime();
        countOff(now);
        Recording of = recordingOf(intended);
        if (of != null) {
            of.failed(now - intended, how);
        }
        if (recovery != null) {
            recovery.ended(intended, false, 0);
        }
    }

    private @Nullable Recording recordingOf(long intended) {
        return recording != null && recording.covers(intended) ? recording : null;
    }
}
