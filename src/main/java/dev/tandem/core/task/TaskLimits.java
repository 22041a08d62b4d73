package dev.tandem.core.task;

import dev.tandem.core.channel.Liveness;
import java.time.Duration;

/**
 * What bounds tasks.
 *
 * @param maxTasks the most that are not over
 * @param maxFinished the most that are over and still known
 * @param maxFinishedBytes the most that those may take together, but for the one that ended last
 * @param retention how long a task that is over is known
 * @param groupConcurrency how many of a group run at a time if its first task does not say
 * @param maxEvents the most events kept of a task
 * @param maxEventBytes the most that those may take
 * @param maxAllEventBytes the most that the events of all tasks may take together
 * @param killWait how long whoever kills a task is kept waiting for the end of the work
 * @param liveness the deadlines of those who follow a task
 */
public record TaskLimits(
        int maxTasks,
        int maxFinished,
        long maxFinishedBytes,
        Duration retention,
        int groupConcurrency,
        int maxEvents,
        long maxEventBytes,
        long maxAllEventBytes,
        Duration killWait,
        Liveness liveness) {}
