package dev.tandem.core.api;

import dev.tandem.core.task.Command;
import dev.tandem.core.task.FetchPolicy;
import java.time.Duration;
import java.util.Map;

/**
 * What a task may be asked to do.
 *
 * @param defaultTimeout how long it may run if it does not say
 * @param maxTimeout the longest that it may ask to run
 * @param maxConcurrency the most URLs or names of one task that may be under way at a time
 * @param maxResultBytes the most that the bodies that a task fetches may take together
 * @param fetchPolicy what fetching may reach
 * @param maxUrls the most URLs of one task
 * @param maxReadBytes the largest body that may be asked for where it is not kept
 * @param maxNames the most names of one task
 * @param commands the programs that may be run, by name
 * @param maxDigestBytes the most that may be digested
 * @param maxDigestRounds the most rounds
 */
public record TaskPermissions(
        Duration defaultTimeout,
        Duration maxTimeout,
        int maxConcurrency,
        int maxResultBytes,
        FetchPolicy fetchPolicy,
        int maxUrls,
        int maxReadBytes,
        int maxNames,
        Map<String, Command> commands,
        int maxDigestBytes,
        int maxDigestRounds) {}
