package dev.tandem.core.channel;

import dev.tandem.core.Model;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A single-threaded part of a model: the connections that it serves, and the queue of what is to be done for them. An
 * event loop is one lane; the virtual-thread model has one for each carrier.
 *
 * <p>A lane is why publishing costs the publisher the same for one subscriber as for ten thousand, and why it never
 * waits: under the channel's lock a publication is put on the queue of each lane concerned, and at most one task for
 * each is handed to its executor. That task, a <em>round</em>, walks the lane's own subscribers and then flushes each
 * that was touched, once. Whatever several publishers queued meanwhile goes with the same flush.
 *
 * <p>Because joining and leaving a channel travel in the same queue, behind what was published before and ahead of what
 * is published after, a subscriber receives exactly the publications that follow the position at which it joined. No
 * subscriber is ever touched by two threads, and no lock is taken for one.
 *
 * <p>{@link #execute} may be called by any thread. A round ends early when it has delivered
 * {@value #MAX_DELIVERIES_PER_ROUND} times, so that an event loop gets to its sockets in between, or
 * {@value #MAX_BYTES_PER_ROUND} bytes to each subscriber, so that a burst of publications overflows no outbox before anything
 * of it could be written. An error, such as memory that has run out, ends whoever it befell and not the lane: a lane that
 * stops is silence for everybody on it.
 */
public final class Lane implements Executor {
    private static final Logger log = System.getLogger(Lane.class.getName());
    private static final int MAX_DELIVERIES_PER_ROUND = 4096;
    private static final int MAX_BYTES_PER_ROUND = 64 * 1024;

    private final Model model;
    private final Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private final List<Subscriber> touched = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private int deliveriesThisRound;
    private int bytesThisRound;
    private @Nullable DisconnectReason closing;

    private volatile long outboxBytes;

    /** @param executor runs one task at a time or several; a lane gives it one at a time */
    Lane(Model model, Executor executor) {
        this.model = model;
        this.executor = executor;
    }

    /** The model that this lane is a part of. */
    public Model model() {
        return model;
    }

    /** What its connections had still to write at the last pulse, in bytes. */
    public long outboxBytes() {
        return outboxBytes;
    }

    /** Runs {@code task} on this lane, after everything that was given to it before. */
    @Override
    public void execute(Runnable task) {
        enqueue(task);
        schedule();
    }

    /** The first half of {@link #execute}, cheap enough to be done under a channel's lock. */
    void enqueue(Runnable task) {
        tasks.add(task);
    }

    /** The second half: sees to it that a round is coming. */
    void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            handOver();
        }
    }

    private void handOver() {
        try {
            executor.execute(this::round);
        } catch (RejectedExecutionException e) {
            // The event loop is gone, and with it every connection that was waiting for this.
            tasks.clear();
        } catch (RuntimeException | Error e) {
            scheduled.set(false);
            throw e;
        }
    }

    private void round() {
        try {
            deliveriesThisRound = 0;
            bytesThisRound = 0;
            Runnable task;
            while (deliveriesThisRound < MAX_DELIVERIES_PER_ROUND
                    && bytesThisRound < MAX_BYTES_PER_ROUND
                    && (task = tasks.poll()) != null) {
                run(task);
            }
            flushTouched();
        } finally {
            next();
        }
    }

    private void next() {
        if (tasks.isEmpty()) {
            scheduled.set(false);
            if (!tasks.isEmpty()) {
                schedule();
            }
        } else {
            handOver();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.log(Level.ERROR, "A task of a lane failed", e);
        }
    }

    private void flushTouched() {
        for (Subscriber subscriber : touched) {
            subscriber.touched = false;
            try {
                subscriber.flush();
            } catch (RuntimeException | Error e) {
                fail(subscriber, e);
            }
        }
        touched.clear();
    }

    /** Called by a group before a round walks it. */
    void delivering(Delivery delivery) {
        bytesThisRound += delivery.publication().payload().bytes().length;
    }

    /** Called by a group while a round walks it. */
    void deliver(Subscriber subscriber, Delivery delivery) {
        deliveriesThisRound++;
        if (!subscriber.touched) {
            subscriber.touched = true;
            touched.add(subscriber);
        }
        try {
            subscriber.deliver(delivery);
        } catch (RuntimeException | Error e) {
            fail(subscriber, e);
        }
    }

    /** Called when a channel has given its last publication to those of its subscribers that are on this lane. */
    void complete(Subscriber subscriber) {
        try {
            subscriber.complete();
        } catch (RuntimeException | Error e) {
            fail(subscriber, e);
        }
    }

    private static void fail(Subscriber subscriber, Throwable e) {
        log.log(Level.ERROR, "A subscriber failed", e);
        subscriber.fail();
    }

    void add(Connection connection) {
        execute(() -> {
            connection.index = connections.size();
            connections.add(connection);
            if (closing != null) {
                connection.disconnect(closing);
            }
        });
    }

    void remove(Connection connection) {
        execute(() -> {
            Connection last = connections.removeLast();
            if (last != connection) {
                connections.set(connection.index, last);
                last.index = connection.index;
            }
        });
    }

    /** Has every connection look at its deadlines. */
    void pulse(long nowNanos, Liveness liveness) {
        execute(() -> {
            long bytes = 0;
            // A connection that is cut here is removed by a later task, so the list stands still.
            for (Connection connection : connections) {
                connection.pulse(nowNanos, liveness);
                bytes += connection.outboxBytes();
            }
            outboxBytes = bytes;
        });
    }

    /** Ends every connection; one that is opened from now on, by a request that was under way, ends at once. */
    void disconnectAll(DisconnectReason reason) {
        execute(() -> {
            closing = reason;
            connections.forEach(connection -> connection.disconnect(reason));
        });
    }
}
