package dev.tandem.virtualthread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What is waiting to be written to one connection, bounded in bytes: a linked queue between one producer, the connection's
 * lane, and one consumer, its writer.
 *
 * <p>With a single thread at each end neither needs a lock nor a compare-and-set to add or take: the producer owns
 * {@code tail}, the consumer {@code head}, and a node is handed over by the release of its {@code next}. An idle outbox is
 * one node.
 *
 * <p>Waking is apart from adding, so that a round of the lane wakes each writer once, and only one that sleeps: {@code
 * state} is {@link #ASLEEP} from just before the consumer parks until someone wakes it. The consumer looks at the queue
 * again after it has said that it sleeps, and the producer looks at the state after it has added, each with volatile
 * access: one of them must see the other.
 */
final class Outbox<T> {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;

    private static final VarHandle NEXT;
    private static final VarHandle STATE;
    private static final VarHandle BYTES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(Node.class, "next", Node.class);
            STATE = lookup.findVarHandle(Outbox.class, "state", int.class);
            BYTES = lookup.findVarHandle(Outbox.class, "bytes", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Node<T> {
        private @Nullable T item;
        private final int size;

        @SuppressWarnings("unused") // By NEXT.
        private volatile @Nullable Node<T> next;

        Node(@Nullable T item, int size) {
            this.item = item;
            this.size = size;
        }
    }

    private final int maxBytes;

    private Node<T> head = new Node<>(null, 0);
    private Node<T> tail = head;

    /** All that was ever taken in; the producer's own. */
    private long offered;

    @SuppressWarnings("unused") // By BYTES.
    private volatile int bytes;

    private volatile int state = AWAKE;
    private volatile boolean closed;
    private volatile @Nullable Thread consumer;

    Outbox(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Adds an item without waking the consumer; by the producer. What is larger than the bound by itself is taken by an
     * empty outbox: it could never be sent otherwise.
     *
     * @return {@code false} if there is no room for it
     */
    boolean offer(T item, int size) {
        int waiting = bytes;
        if (waiting > 0 && waiting + (long) size > maxBytes) {
            return false;
        }
        BYTES.getAndAdd(this, size);
        offered += size;
        Node<T> node = new Node<>(item, size);
        NEXT.setVolatile(tail, node);
        tail = node;
        return true;
    }

    /** How much was ever taken in; by the producer. */
    long offered() {
        return offered;
    }

    /** How much of all that was ever taken in has been written; by the producer. */
    long written() {
        return offered - bytes;
    }

    /** Wakes the consumer if it sleeps; by any thread. */
    void wake() {
        if (state == ASLEEP && STATE.compareAndSet(this, ASLEEP, AWAKE)) {
            LockSupport.unpark(consumer);
        }
    }

    /** No item is worth waiting for any more; what is there can still be taken. */
    void close() {
        closed = true;
        wake();
    }

    /** The next item, or {@code null} if there is none; by the consumer. It counts as waiting until it is {@link #done}. */
    @Nullable
    T poll() {
        Node<T> next = next(head);
        if (next == null) {
            return null;
        }
        T item = next.item;
        next.item = null;
        head = next;
        return item;
    }

    /** The size of the item that was taken last; by the consumer. */
    int lastSize() {
        return head.size;
    }

    /** So much of what was taken has been written. */
    void done(int size) {
        BYTES.getAndAdd(this, -size);
    }

    /**
     * Waits until there is something to take; by the consumer.
     *
     * @return {@code false} if there is nothing and the outbox is closed
     */
    boolean await() {
        consumer = Thread.currentThread();
        while (next(head) == null) {
            if (closed) {
                return false;
            }
            state = ASLEEP;
            if (next(head) == null && !closed) {
                LockSupport.park(this);
            }
            state = AWAKE;
        }
        return true;
    }

    /** How much is waiting; by any thread. */
    int bytes() {
        return bytes;
    }

    @SuppressWarnings("unchecked")
    private static <T> @Nullable Node<T> next(Node<T> node) {
        return (Node<T>) NEXT.getVolatile(node);
    }
}
