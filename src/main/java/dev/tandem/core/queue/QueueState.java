package dev.tandem.core.queue;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a queue at one moment.
 *
 * @param depth the items that can be claimed
 * @param leased the items that are claimed
 * @param moving the items that have failed too often and wait for room in the dead queue
 * @param bytes the payloads of all of them, in bytes
 * @param claimants how many wait to claim
 * @param putters how many wait to put
 * @param oldestAge how long the oldest of all its items has been there; absent if there is none
 */
public record QueueState(
        QueueName queue,
        int depth,
        int leased,
        int moving,
        long bytes,
        int claimants,
        int putters,
        Optional<Duration> oldestAge,
        QueueLimits limits) {}
