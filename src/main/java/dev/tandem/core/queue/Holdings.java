package dev.tandem.core.queue;

import dev.tandem.core.MemoryBudget;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all queues hold together. Whatever has a payload has its memory reserved here, from before it waits to be put until
 * it is acknowledged; in two queues, reserved twice, for the moment in which it moves from one to the other. Thread-safe.
 */
final class Holdings {
    /** An item, its claim and its places in the collections of a queue: more than they take on a 64-bit JVM. */
    private static final int OVERHEAD = 512;

    private final MemoryBudget memory;
    private final LongAdder ready = new LongAdder();
    private final LongAdder leased = new LongAdder();

    Holdings(long maxMemoryBytes) {
        memory = new MemoryBudget(maxMemoryBytes);
    }

    /** @throws dev.tandem.core.problem.ProblemException {@code queue_full} */
    void reserve(Payload payload) {
        if (!memory.tryTake(size(payload))) {
            throw Problem.of(
                            ProblemCode.QUEUE_FULL,
                            "All queues together hold as much as they may, %d bytes (tandem.queues.max-memory)"
                                    .formatted(memory.maxBytes()))
                    .asException();
        }
    }

    /** For what has been accepted already, and must not be lost. */
    void reserveInAnyCase(Payload payload) {
        memory.take(size(payload));
    }

    void release(Payload payload) {
        memory.giveBack(size(payload));
    }

    void addReady(long change) {
        ready.add(change);
    }

    void addLeased(long change) {
        leased.add(change);
    }

    long memoryBytes() {
        return memory.bytes();
    }

    long ready() {
        return ready.sum();
    }

    long leased() {
        return leased.sum();
    }

    private static long size(Payload payload) {
        return (long) payload.bytes().length + payload.contentType().length() + OVERHEAD;
    }
}
