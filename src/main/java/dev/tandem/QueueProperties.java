package dev.tandem;

import dev.tandem.core.queue.Order;
import dev.tandem.core.queue.QueueLimits;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Queues.
 *
 * @param order which item is claimed next: the oldest (fifo), the newest (lifo) or the one of the highest priority
 * @param maxItems the most items in a queue, those that are claimed included
 * @param maxSize the most that the payloads in a queue may take together
 * @param maxAttempts how often an item may fail before it moves to the dead queue; 0 sets no bound
 * @param maxWaiters the most that may wait to put into a queue, and the most that may wait to claim from it
 * @param rules other settings for queues whose names match a pattern; the first that matches holds
 * @param maxItemSize the largest payload of one item
 * @param maxLease the longest that an item may be claimed for at a time
 * @param maxQueues the most queues at a time
 * @param maxMemory the most that all queues together may take, and what waits to be put into them
 * @param idleTimeout how long a queue is kept that is empty and that nobody uses
 */
public record QueueProperties(
        @DefaultValue("fifo") Order order,
        @Min(1) @DefaultValue("10000") int maxItems,

        @DataSizeRange(min = "1B", max = "1TB") @DefaultValue("64MB")
        DataSize maxSize,

        @Min(0) @DefaultValue("5") int maxAttempts,
        @Min(0) @DefaultValue("1000") int maxWaiters,
        @DefaultValue List<@Valid Rule> rules,

        @DataSizeRange(min = "1B", max = "256MB") @DefaultValue("256KB")
        DataSize maxItemSize,

        @DurationMin(seconds = 1) @DurationMax(days = LONGEST_LEASE_DAYS) @DefaultValue("1h")
        Duration maxLease,

        @Min(1) @DefaultValue("10000") int maxQueues,

        @DataSizeRange(min = "1KB", max = "1TB") @DefaultValue("256MB")
        DataSize maxMemory,

        @DurationMin(nanos = 0) @DurationMax(days = TandemProperties.LONGEST_MEMORY_DAYS) @DefaultValue("1m")
        Duration idleTimeout) {
    private static final long LONGEST_LEASE_DAYS = 7;

    /**
     * Settings for some queues; what is left out is as for all others.
     *
     * @param pattern a queue name in which * stands for any characters
     * @param order which item is claimed next
     * @param maxItems the most items in a queue, those that are claimed included
     * @param maxSize the most that the payloads in a queue may take together
     * @param maxAttempts how often an item may fail before it moves to the dead queue; 0 sets no bound
     * @param maxWaiters the most that may wait to put into a queue, and the most that may wait to claim from it
     */
    public record Rule(
            @NotNull @Pattern(regexp = TandemProperties.NAME_PATTERN, message = TandemProperties.NAME_PATTERN_EXPECTED)
            String pattern,

            @Nullable Order order,
            @Nullable @Min(1) Integer maxItems,

            @Nullable @DataSizeRange(min = "1B", max = "1TB")
            DataSize maxSize,

            @Nullable @Min(0) Integer maxAttempts,
            @Nullable @Min(0) Integer maxWaiters) {
        QueueLimits over(QueueLimits others) {
            return new QueueLimits(
                    Objects.requireNonNullElse(order, others.order()),
                    Objects.requireNonNullElse(maxItems, others.maxItems()),
                    Optional.ofNullable(maxSize).map(DataSize::toBytes).orElse(others.maxBytes()),
                    Objects.requireNonNullElse(maxAttempts, others.maxAttempts()),
                    Objects.requireNonNullElse(maxWaiters, others.maxWaiters()));
        }
    }
}
