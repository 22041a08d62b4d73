package dev.tandem.core.task;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A task that a client asks for.
 *
 * @param timeout how long it may run, not counting how long it waits for its turn
 * @param group tasks of one group run no more at a time than the group allows
 * @param concurrency how many that are; absent for what the group has, or by default
 */
public record TaskRequest(TaskInput input, Duration timeout, Optional<String> group, OptionalInt concurrency) {
    public TaskRequest {
        if (group.isEmpty() && concurrency.isPresent()) {
            throw new IllegalArgumentException("concurrency: %s (expected: a group)".formatted(concurrency));
        }
    }
}
