package dev.tandem.core.channel;

import java.time.Duration;

/**
 * How much of a channel is kept for clients that come back.
 *
 * @param size the most publications kept; 0 keeps none
 * @param age how long each is kept
 * @param bytes the most that their payloads may take together; the newest is kept whatever it takes
 */
public record HistoryLimits(int size, Duration age, long bytes) {
    /** Without a bound on what they take. */
    public HistoryLimits(int size, Duration age) {
        this(size, age, Long.MAX_VALUE);
    }

    public HistoryLimits {
        if (size < 0) {
            throw new IllegalArgumentException("size: " + size + " (expected: >= 0)");
        }
        if (age.isNegative()) {
            throw new IllegalArgumentException("age: " + age + " (expected: >= 0)");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
    }
}
