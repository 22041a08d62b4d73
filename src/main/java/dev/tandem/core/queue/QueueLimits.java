package dev.tandem.core.queue;

import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a queue is to be kept, and what bounds it. Items count until they are acknowledged, those that are claimed included.
 *
 * @param order which item is claimed next
 * @param maxItems the most items
 * @param maxBytes the most that their payloads may take together
 * @param maxAttempts how often an item may fail before it moves to the dead queue; 0 sets no bound
 * @param maxWaiters the most that may wait to put, and the most that may wait to claim
 */
public record QueueLimits(Order order, int maxItems, long maxBytes, int maxAttempts, int maxWaiters) {
    public QueueLimits {
        requireAtLeast("maxItems", maxItems, 1);
        requireAtLeast("maxBytes", maxBytes, 0);
        requireAtLeast("maxAttempts", maxAttempts, 0);
        requireAtLeast("maxWaiters", maxWaiters, 0);
    }

    private static void requireAtLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException("%s: %d (expected: >= %d)".formatted(name, value, least));
        }
    }

    /**
     * Checks what no room and no patience could make right.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code priority_unsupported}, {@code payload_too_large}
     */
    void check(Payload payload, OptionalInt priority) {
        if (priority.isPresent() && order != Order.PRIORITY) {
            throw Problem.invalid(
                            ProblemCode.PRIORITY_UNSUPPORTED,
                            "priority",
                            Integer.toString(priority.getAsInt()),
                            "none, as the order of this queue is " + order.text())
                    .asException();
        }
        if (payload.bytes().length > maxBytes) {
            throw new Problem(
                            ProblemCode.PAYLOAD_TOO_LARGE,
                            "The body is larger than %d bytes, all that the queue may hold".formatted(maxBytes),
                            Optional.empty(),
                            Optional.of("at most %d bytes".formatted(maxBytes)))
                    .asException();
        }
    }

    QueueLimits withoutMaxAttempts() {
        return new QueueLimits(order, maxItems, maxBytes, 0, maxWaiters);
    }
}
