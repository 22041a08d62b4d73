package dev.tandem;

import dev.tandem.core.task.HostPattern;
import dev.tandem.core.task.Network;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Tasks: what is done on a client's behalf.
 *
 * @param maxTasks the most tasks that are not over, running or waiting for their turn
 * @param maxFinished the most tasks that are over and still known; the oldest is forgotten for one more
 * @param maxFinishedSize the most that tasks that are over may take together; the one that ended last is known in any case
 * @param retention how long a task that is over is known
 * @param defaultTimeout how long a task may run that does not say
 * @param maxTimeout the longest that a task may ask to run
 * @param groupConcurrency how many tasks of a group run at a time if the group's first task does not say
 * @param maxConcurrency the most parts of one task, URLs or names, that may be under way at a time
 * @param maxEvents the most events kept of a task
 * @param maxEventsSize the most that the events kept of a task may take
 * @param maxEventsMemory the most that the events kept of all tasks may take together
 * @param maxResultSize the most that the bodies that a task fetches may take together
 * @param killGrace how long a process may take to end when it is asked to, before it is made to
 * @param lookupThreads how many names the system looks up for each model at a time
 * @param computingThreads how many threads of each model compute; 0 means one for each core
 * @param maxQueuedComputations how many computations may wait for one of them
 */
public record TaskProperties(
        @Min(1) @DefaultValue("1000") int maxTasks,
        @Min(0) @DefaultValue("1000") int maxFinished,

        @DataSizeRange(min = "0B") @DefaultValue("64MB") DataSize maxFinishedSize,

        @DurationMin(nanos = 0) @DurationMax(days = LONGEST_DAYS) @DefaultValue("5m")
        Duration retention,

        @DurationMin(millis = 1) @DurationMax(days = LONGEST_DAYS) @DefaultValue("30s")
        Duration defaultTimeout,

        @DurationMin(millis = 1) @DurationMax(days = LONGEST_DAYS) @DefaultValue("10m")
        Duration maxTimeout,

        @Min(1) @DefaultValue("4") int groupConcurrency,
        @Min(1) @Max(10_000) @DefaultValue("64") int maxConcurrency,
        @Min(1) @Max(1_000_000) @DefaultValue("1000") int maxEvents,

        @DataSizeRange(min = "1KB") @DefaultValue("256KB") DataSize maxEventsSize,

        @DataSizeRange(min = "1KB", max = "1TB") @DefaultValue("64MB")
        DataSize maxEventsMemory,

        @DataSizeRange(min = "1KB") @DefaultValue("1MB") DataSize maxResultSize,

        @DurationMin(millis = 0) @DurationMax(days = LONGEST_DAYS) @DefaultValue("2s")
        Duration killGrace,

        @Min(1) @Max(1024) @DefaultValue("64") int lookupThreads,
        @Min(0) @Max(1024) @DefaultValue("0") int computingThreads,
        @Min(0) @DefaultValue("1000") int maxQueuedComputations,
        @Valid @DefaultValue Fetch fetch,
        @Valid @DefaultValue Resolve resolve,
        @Valid @DefaultValue Processes process,
        @Valid @DefaultValue Digest digest) {
    private static final long LONGEST_DAYS = 7;

    /**
     * Tasks that fetch.
     *
     * @param allowed the hosts and ports that may be fetched from, such as api.example.com:443, *.example.com:443,
     *     api.example.com:* or 10.0.0.7:8080
     * @param allowedNetworks the loopback, private and otherwise special addresses that a host's name may lead to, such as
     *     10.0.0.0/8
     * @param maxUrls the most URLs of one task
     * @param maxBodySize the largest body that may be asked for where it is only digested or counted
     */
    public record Fetch(
            @DefaultValue List<HostPattern> allowed,
            @DefaultValue List<Network> allowedNetworks,
            @Min(1) @Max(10_000) @DefaultValue("100") int maxUrls,

            @DataSizeRange(min = "1KB") @DefaultValue("64MB")
            DataSize maxBodySize) {}

    /**
     * Tasks that resolve names.
     *
     * @param servers the DNS servers to ask, in this order, such as 192.0.2.53 or 192.0.2.53:5353; the system's where
     *     there are none
     * @param maxNames the most names of one task
     */
    public record Resolve(
            @DefaultValue List<InetSocketAddress> servers,
            @Min(1) @Max(10_000) @DefaultValue("100") int maxNames) {}

    /**
     * Tasks that run a program.
     *
     * @param commands what may be run, by the name by which clients ask for it
     * @param maxRunning how many programs each model runs at a time
     * @param maxQueued how many more may wait for their turn
     */
    public record Processes(
            @DefaultValue Map<String, @Valid Command> commands,
            @Min(1) @Max(1024) @DefaultValue("128") int maxRunning,
            @Min(0) @DefaultValue("1000") int maxQueued) {}

    /**
     * A program that tasks may run.
     *
     * @param program the absolute path of the executable
     * @param fixedArguments the arguments that come first, whatever the client says
     * @param argumentPatterns a regular expression for each argument that the client must give, which has to match all of it
     * @param workingDirectory where it runs; the system's folder for temporary files if this is left out
     * @param environment all that it finds in its environment
     * @param maxOutput how much of its output, and as much again of its error output, is kept
     */
    public record Command(
            @NotBlank String program,
            @DefaultValue List<String> fixedArguments,
            @DefaultValue List<Pattern> argumentPatterns,
            @DefaultValue("") String workingDirectory,
            @DefaultValue Map<String, String> environment,

            @DataSizeRange(min = "0B", max = "64MB") @DefaultValue("64KB")
            DataSize maxOutput) {}

    /**
     * Tasks that compute a digest.
     *
     * @param maxInput the most that may be digested
     * @param maxRounds the most rounds
     */
    public record Digest(
            @DataSizeRange(min = "0B") @DefaultValue("64KB") DataSize maxInput,
            @Min(1) @DefaultValue("100000000") int maxRounds) {}
}
