package dev.tandem.core.queue;

import java.time.Duration;
import java.util.function.Function;

/**
 * What bounds all queues together.
 *
 * @param limits those of each queue, asked once when it comes into being
 * @param maxQueues the most queues at a time; dead queues count, but come into being in any case, one for each queue at the
 *     most
 * @param maxMemoryBytes the most that the items of all queues may take, those that wait to be put included
 * @param idleTimeout how long a queue is kept that is empty and that nobody uses
 */
public record QueueSettings(
        Function<QueueName, QueueLimits> limits, int maxQueues, long maxMemoryBytes, Duration idleTimeout) {}
