package dev.tandem;

import dev.tandem.core.DurationText;
import dev.tandem.core.api.TaskPermissions;
import dev.tandem.core.task.Command;
import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.task.HostPattern;
import dev.tandem.core.task.Network;
import dev.tandem.core.task.TaskLimits;
import dev.tandem.core.task.WorkSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.convert.converter.Converter;

/** Turns the configuration of tasks into what each part is told, and refuses what could not be done. */
final class TaskSettings {
    private static final String COMMANDS = "tandem.tasks.process.commands.";
    private static final Pattern COMMAND_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern SERVER = Pattern.compile(
            "(?:\\[(?<v6>[0-9A-Fa-f:.]+)]|(?<v4>[0-9.]+))(?::(?<port>[0-9]{1,5}))?|(?<bare>[0-9A-Fa-f:.]+)");
    /** How much longer than a process is given to end whoever kills it is kept waiting. */
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(3);

    private static final int DNS_PORT = 53;
    private static final int MAX_PORT = 65535;

    private TaskSettings() {}

    /** @throws FailureAnalyzedException if the service should not start like this */
    static void check(TaskProperties tasks) {
        if (tasks.defaultTimeout().compareTo(tasks.maxTimeout()) > 0) {
            throw new FailureAnalyzedException(
                    "tandem.tasks.default-timeout: %s is longer than tandem.tasks.max-timeout, %s."
                            .formatted(DurationText.of(tasks.defaultTimeout()), DurationText.of(tasks.maxTimeout())),
                    "Raise tandem.tasks.max-timeout or lower tandem.tasks.default-timeout.");
        }
        commands(tasks);
    }

    static WorkSettings work(TaskProperties tasks) {
        int threads = tasks.computingThreads();
        return new WorkSettings(
                fetchPolicy(tasks),
                tasks.resolve().servers(),
                tasks.lookupThreads(),
                threads > 0 ? threads : Runtime.getRuntime().availableProcessors(),
                tasks.maxQueuedComputations(),
                tasks.process().maxRunning(),
                tasks.process().maxQueued(),
                tasks.killGrace());
    }

    static TaskLimits limits(TandemProperties properties) {
        TaskProperties tasks = properties.tasks();
        return new TaskLimits(
                tasks.maxTasks(),
                tasks.maxFinished(),
                tasks.maxFinishedSize().toBytes(),
                tasks.retention(),
                tasks.groupConcurrency(),
                tasks.maxEvents(),
                tasks.maxEventsSize().toBytes(),
                tasks.maxEventsMemory().toBytes(),
                tasks.killGrace().plus(KILL_PATIENCE),
                Settings.liveness(properties.connections()));
    }

    static TaskPermissions permissions(TaskProperties tasks) {
        return new TaskPermissions(
                tasks.defaultTimeout(),
                tasks.maxTimeout(),
                tasks.maxConcurrency(),
                Math.toIntExact(tasks.maxResultSize().toBytes()),
                fetchPolicy(tasks),
                tasks.fetch().maxUrls(),
                Math.toIntExact(tasks.fetch().maxBodySize().toBytes()),
                tasks.resolve().maxNames(),
                commands(tasks),
                Math.toIntExact(tasks.digest().maxInput().toBytes()),
                tasks.digest().maxRounds());
    }

    private static FetchPolicy fetchPolicy(TaskProperties tasks) {
        return new FetchPolicy(tasks.fetch().allowed(), tasks.fetch().allowedNetworks());
    }

    /**
     * The programs that tasks may run, by name.
     *
     * @throws FailureAnalyzedException if one of them could not be run
     */
    static Map<String, Command> commands(TaskProperties tasks) {
        Map<String, Command> commands = new LinkedHashMap<>();
        tasks.process().commands().forEach((name, command) -> commands.put(name, command(name, command)));
        return commands;
    }

    private static Command command(String name, TaskProperties.Command command) {
        if (!COMMAND_NAME.matcher(name).matches()) {
            throw refused(COMMANDS + name, name, "a name of 1 to 64 characters of A-Z a-z 0-9 . _ -");
        }
        String property = COMMANDS + name + ".";
        Path program = path(command.program())
                .filter(path -> path.isAbsolute() && Files.isRegularFile(path) && Files.isExecutable(path))
                .orElseThrow(() -> refused(
                        property + "program", command.program(), "the absolute path of a file that may be executed"));
        String folder = command.workingDirectory().isEmpty()
                ? System.getProperty("java.io.tmpdir")
                : command.workingDirectory();
        Path workingDirectory = path(folder)
                .filter(path -> path.isAbsolute() && Files.isDirectory(path))
                .orElseThrow(() ->
                        refused(property + "working-directory", folder, "the absolute path of a folder that is there"));
        return new Command(
                name,
                program,
                command.fixedArguments(),
                command.argumentPatterns(),
                workingDirectory,
                command.environment(),
                Math.toIntExact(command.maxOutput().toBytes()));
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static FailureAnalyzedException refused(String property, String value, String expected) {
        return new FailureAnalyzedException(
                "%s: %s (expected: %s)".formatted(property, value, expected),
                "Correct %s, or remove the command.".formatted(property));
    }

    /** Reads a host and port of the configuration. */
    static Converter<String, HostPattern> hostPatterns() {
        return text -> HostPattern.parse(text.strip()).orElseThrow(() -> new IllegalArgumentException(text));
    }

    /** Reads a network of the configuration. */
    static Converter<String, Network> networks() {
        return text -> Network.parse(text.strip()).orElseThrow(() -> new IllegalArgumentException(text));
    }

    /** Reads the address of a name server. */
    static Converter<String, InetSocketAddress> nameServers() {
        return text -> {
            Matcher matcher = SERVER.matcher(text.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(text);
            }
            int port = Optional.ofNullable(matcher.group("port"))
                    .map(Integer::parseInt)
                    .orElse(DNS_PORT);
            if (port < 1 || port > MAX_PORT) {
                throw new IllegalArgumentException(text);
            }
            String host = Optional.ofNullable(matcher.group("v6"))
                    .or(() -> Optional.ofNullable(matcher.group("v4")))
                    .orElseGet(() -> matcher.group("bare"));
            return new InetSocketAddress(InetAddress.ofLiteral(host), port);
        };
    }
}
