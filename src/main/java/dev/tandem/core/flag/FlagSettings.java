package dev.tandem.core.flag;

import java.time.Duration;

/**
 * What bounds flags.
 *
 * @param maxFlags the most flags that are set or waited for at a time
 * @param maxValueBytes the largest value
 * @param maxMemoryBytes the most that all flags that are set may take together
 * @param maxWaiters the most clients that wait for one flag
 * @param maxTtl the longest time after which a flag may be asked to clear itself
 */
public record FlagSettings(int maxFlags, int maxValueBytes, long maxMemoryBytes, int maxWaiters, Duration maxTtl) {}
