package dev.tandem.core.channel;

import java.time.Duration;

/**
 * How much of a channel is kept for clients that come back.
 *
 * @param size the most publications kept; 0 keeps none
 * @param age how long each is kept
 */
public record HistoryLimits(int size, Duration age) {
    public HistoryLimits {
        if (size < 0) {
            throw new IllegalArgumentException("size: " + size + " (expected: >= 0)");
        }
        if (age.isNegative()) {
            throw new IllegalArgumentException("age: " + age + " (expected: >= 0)");
        }
    }
}
