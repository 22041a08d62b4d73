package dev.tandem;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Semaphores.
 *
 * @param permits how many permits a semaphore has if neither a rule nor its first client says
 * @param rules how many permits semaphores have whose names match a pattern; the first that matches holds
 * @param maxPermits the most permits that a client may ask a semaphore to have
 * @param maxSemaphores the most semaphores at a time
 * @param maxWaiters the most clients that wait for a permit of one semaphore
 * @param maxLease the longest that a permit may be kept
 * @param idleTimeout how long a semaphore whose permits are all back is remembered
 */
public record SemaphoreProperties(
        @Min(1) @Max(SemaphoreProperties.MOST_PERMITS) @DefaultValue("1")
        int permits,

        @DefaultValue List<@Valid Rule> rules,

        @Min(1) @Max(SemaphoreProperties.MOST_PERMITS) @DefaultValue("1000")
        int maxPermits,

        @Min(1) @DefaultValue("10000") int maxSemaphores,
        @Min(1) @DefaultValue("10000") int maxWaiters,

        @DurationMin(seconds = 1) @DurationMax(days = TandemProperties.LONGEST_MEMORY_DAYS) @DefaultValue("1h")
        Duration maxLease,

        @DurationMin(nanos = 0) @DurationMax(days = TandemProperties.LONGEST_MEMORY_DAYS) @DefaultValue("1m")
        Duration idleTimeout) {
    private static final int MOST_PERMITS = 1_000_000;

    /**
     * How many permits some semaphores have.
     *
     * @param pattern a semaphore's name in which * stands for any characters
     * @param permits how many permits such a semaphore has
     */
    public record Rule(
            @NotNull @Pattern(regexp = TandemProperties.NAME_PATTERN, message = TandemProperties.NAME_PATTERN_EXPECTED)
            String pattern,

            @Min(1) @Max(MOST_PERMITS) @DefaultValue("1") int permits) {}
}
