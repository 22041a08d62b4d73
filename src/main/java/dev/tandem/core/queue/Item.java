package dev.tandem.core.queue;

import dev.tandem.core.payload.Payload;

/** One item for as long as it is in one queue. Guarded by the queue's monitor. */
final class Item {
    private final String id;
    private final Payload payload;
    private final int priority;
    private final long sinceNanos;
    private int failures;

    /**
     * An item that has just come.
     *
     * @param failures how many attempts at it have failed elsewhere
     */
    Item(String id, Payload payload, int priority, long sinceNanos, int failures) {
        this.id = id;
        this.payload = payload;
        this.priority = priority;
        this.sinceNanos = sinceNanos;
        this.failures = failures;
    }

    String id() {
        return id;
    }

    Payload payload() {
        return payload;
    }

    int bytes() {
        return payload.bytes().length;
    }

    int priority() {
        return priority;
    }

    /** Since when it has been in this queue. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** How many attempts at it have failed. */
    int failures() {
        return failures;
    }

    /** The attempt under way has failed. */
    void fail() {
        failures++;
    }
}
