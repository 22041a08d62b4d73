package dev.tandem.core.semaphore;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What bounds semaphores.
 *
 * @param rules how many permits a semaphore of that name has, where that is not left to its first client
 * @param permits how many it has if neither a rule nor its first client says
 * @param maxPermits the most that a client may ask for
 * @param maxSemaphores the most semaphores at a time
 * @param maxWaiters the most clients that wait for a permit of one semaphore
 * @param maxLease the longest that a permit may be kept
 * @param idleTimeout how long a semaphore whose permits are all back is remembered
 */
public record SemaphoreSettings(
        Function<SemaphoreName, Optional<Integer>> rules,
        int permits,
        int maxPermits,
        int maxSemaphores,
        int maxWaiters,
        Duration maxLease,
        Duration idleTimeout) {}
