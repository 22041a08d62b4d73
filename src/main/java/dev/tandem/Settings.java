package dev.tandem;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.tandem.console.ConsoleSettings;
import dev.tandem.core.ServerSettings;
import dev.tandem.core.api.ApiLimits;
import dev.tandem.core.api.Hosts;
import dev.tandem.core.api.QueueApi;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.HistoryLimits;
import dev.tandem.core.channel.HubSettings;
import dev.tandem.core.channel.Liveness;
import dev.tandem.core.flag.FlagSettings;
import dev.tandem.core.queue.QueueLimits;
import dev.tandem.core.queue.QueueName;
import dev.tandem.core.queue.QueueSettings;
import dev.tandem.core.semaphore.SemaphoreSettings;
import dev.tandem.core.work.CallSettings;
import dev.tandem.eventloop.EventLoopSettings;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Turns the configuration into what each part is told. */
final class Settings {
    private static final int HISTORY_PART_OF_HEAP = 4;
    private static final int MOST_CONNECTIONS = 100_000;

    /** What is left of the files that may be open for all but connections, the least of it and its part. */
    private static final int OTHER_FILES = 256;

    private static final int OTHER_FILES_PART = 10;

    private Settings() {}

    static HubSettings hub(TandemProperties properties) {
        TandemProperties.Channels channels = properties.channels();
        return new HubSettings(
                historyLimits(channels),
                maxHistoryBytes(channels),
                channels.maxChannels(),
                channels.idleTimeout(),
                channels.idempotencyWindow(),
                channels.maxIdempotencyKeys(),
                liveness(properties.connections()));
    }

    static Liveness liveness(TandemProperties.Connections connections) {
        return new Liveness(connections.heartbeat(), connections.pongTimeout(), connections.writeTimeout());
    }

    static ApiLimits api(TandemProperties properties) {
        TandemProperties.Channels channels = properties.channels();
        return new ApiLimits(
                Math.toIntExact(channels.maxMessageSize().toBytes()),
                Math.toIntExact(properties.server().maxBodySize().toBytes()),
                channels.maxBatchMessages(),
                properties.server().maxWait(),
                channels.maxChannelsPerStream());
    }

    /** Who has opened the service to a network, and has said no more, knows no names that it is called by. */
    static Hosts hosts(TandemProperties properties) {
        List<String> allowed = properties.allowedHosts();
        return new Hosts(properties.openToNetwork() && allowed.isEmpty(), allowed);
    }

    static FlagSettings flags(TandemProperties properties) {
        FlagProperties flags = properties.flags();
        return new FlagSettings(
                flags.maxFlags(),
                Math.toIntExact(flags.maxValueSize().toBytes()),
                flags.maxMemory().toBytes(),
                flags.maxWaiters(),
                flags.maxTtl());
    }

    static SemaphoreSettings semaphores(TandemProperties properties) {
        SemaphoreProperties semaphores = properties.semaphores();
        Function<String, Optional<Integer>> rules =
                firstMatch(semaphores.rules(), SemaphoreProperties.Rule::pattern, SemaphoreProperties.Rule::permits);
        return new SemaphoreSettings(
                name -> rules.apply(name.text()),
                semaphores.permits(),
                semaphores.maxPermits(),
                semaphores.maxSemaphores(),
                semaphores.maxWaiters(),
                semaphores.maxLease(),
                semaphores.idleTimeout());
    }

    static ServerSettings server(TandemProperties properties, int port) {
        TandemProperties.Server server = properties.server();
        return new ServerSettings(
                properties.address(),
                port,
                server.maxConnections() > 0
                        ? server.maxConnections()
                        : connections(maxOpenFiles(), properties.models().size()),
                server.backlog(),
                server.maxKeepAliveRequests(),
                Math.toIntExact(server.maxHeaderSize().toBytes()),
                server.requestTimeout(),
                server.keepAliveTimeout(),
                Math.toIntExact(properties.connections().maxOutbox().toBytes()),
                server.shutdownTimeout());
    }

    /** The most to each model, so that connections alone can't take every file that the process may open. */
    static int connections(long maxOpenFiles, int models) {
        long left = maxOpenFiles - Math.max(OTHER_FILES, maxOpenFiles / OTHER_FILES_PART);
        return Math.clamp(left / models, 1, MOST_CONNECTIONS);
    }

    private static long maxOpenFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    static EventLoopSettings eventLoop(TandemProperties properties) {
        int threads = properties.eventLoop().threads();
        return new EventLoopSettings(
                threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    }

    static ConsoleSettings console(TandemProperties properties) {
        return new ConsoleSettings(
                properties.address(),
                properties.console().port(),
                Version.current(),
                EffectiveProperties.of(properties));
    }

    static CallSettings calls(WorkProperties work) {
        return new CallSettings(
                work.upstreamConnections(), work.upstreamTimeout(), work.blockingThreads(), work.maxQueuedCalls());
    }

    private static long maxHistoryBytes(TandemProperties.Channels channels) {
        long bytes = channels.maxHistoryMemory().toBytes();
        return bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / HISTORY_PART_OF_HEAP;
    }

    static QueueSettings queues(QueueProperties queues) {
        return new QueueSettings(
                queueLimits(queues), queues.maxQueues(), queues.maxMemory().toBytes(), queues.idleTimeout());
    }

    static QueueApi.Limits queueApi(TandemProperties properties) {
        QueueProperties queues = properties.queues();
        return new QueueApi.Limits(
                Math.toIntExact(queues.maxItemSize().toBytes()),
                properties.server().maxWait(),
                queues.maxLease());
    }

    private static Function<QueueName, QueueLimits> queueLimits(QueueProperties queues) {
        QueueLimits otherwise = new QueueLimits(
                queues.order(),
                queues.maxItems(),
                queues.maxSize().toBytes(),
                queues.maxAttempts(),
                queues.maxWaiters());
        Function<String, Optional<QueueLimits>> rules =
                firstMatch(queues.rules(), QueueProperties.Rule::pattern, rule -> rule.over(otherwise));
        return name -> rules.apply(name.text()).orElse(otherwise);
    }

    private static Function<ChannelName, HistoryLimits> historyLimits(TandemProperties.Channels channels) {
        Function<String, Optional<HistoryLimits>> rules = firstMatch(
                channels.rules(),
                TandemProperties.Rule::pattern,
                rule -> new HistoryLimits(rule.historySize(), rule.historyAge()));
        HistoryLimits otherwise = new HistoryLimits(channels.historySize(), channels.historyAge());
        return name -> rules.apply(name.text()).orElse(otherwise);
    }

    /** What the first rule says whose pattern matches a name; absent where none does. */
    private static <R, T> Function<String, Optional<T>> firstMatch(
            List<R> rules, Function<R, String> pattern, Function<R, T> says) {
        record Compiled<T>(Pattern pattern, T said) {}
        List<Compiled<T>> compiled = rules.stream()
                .map(rule -> new Compiled<>(glob(pattern.apply(rule)), says.apply(rule)))
                .toList();
        return name -> compiled.stream()
                .filter(rule -> rule.pattern().matcher(name).matches())
                .map(Compiled::said)
                .findFirst();
    }

    private static Pattern glob(String pattern) {
        return Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }
}
