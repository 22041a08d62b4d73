package dev.tandem.core.queue;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/** The items of a queue that can be claimed, in the order in which they will be. Guarded by the queue's monitor. */
final class Ready {
    private final Order order;
    private final TreeMap<Integer, Deque<Item>> byPriority = new TreeMap<>(Comparator.reverseOrder());
    private int size;

    Ready(Order order) {
        this.order = order;
    }

    /** Adds one that has just come. */
    void add(Item item) {
        if (order == Order.LIFO) {
            level(item).addFirst(item);
        } else {
            level(item).addLast(item);
        }
        size++;
    }

    /** Adds one that had been taken: it is the next of its priority. */
    void giveBack(Item item) {
        level(item).addFirst(item);
        size++;
    }

    /** @throws NoSuchElementException if there is none */
    Item take() {
        Map.Entry<Integer, Deque<Item>> highest = byPriority.firstEntry();
        if (highest == null) {
            throw new NoSuchElementException();
        }
        Item item = highest.getValue().removeFirst();
        if (highest.getValue().isEmpty()) {
            byPriority.pollFirstEntry();
        }
        size--;
        return item;
    }

    void clear() {
        byPriority.clear();
        size = 0;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** All the same where priorities do not count. */
    private Deque<Item> level(Item item) {
        int level = order == Order.PRIORITY ? item.priority() : 0;
        return byPriority.computeIfAbsent(level, absent -> new ArrayDeque<>());
    }
}
