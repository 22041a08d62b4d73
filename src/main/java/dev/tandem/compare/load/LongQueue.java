package dev.tandem.compare.load;

import java.util.Arrays;
import java.util.NoSuchElementException;

/** First in, first out, without boxes. */
final class LongQueue {
    private long[] ring = new long[64];
    private int head;
    private int size;

    void add(long value) {
        if (size == ring.length) {
            long[] larger = Arrays.copyOfRange(ring, head, head + 2 * size);
            System.arraycopy(ring, 0, larger, size - head, head);
            ring = larger;
            head = 0;
        }
        ring[(head + size) & (ring.length - 1)] = value;
        size++;
    }

    /** @throws NoSuchElementException if there is none */
    long peek() {
        if (size == 0) {
            throw new NoSuchElementException();
        }
        return ring[head];
    }

    /** @throws NoSuchElementException if there is none */
    long remove() {
        long value = peek();
        head = (head + 1) & (ring.length - 1);
        size--;
        return value;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
