package dev.tandem.compare;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.load.Endpoint;
import dev.tandem.compare.load.Upstream;
import dev.tandem.compare.report.Report;
import dev.tandem.compare.report.Report.Party;
import dev.tandem.compare.report.TextTable;
import dev.tandem.compare.run.Calibration;
import dev.tandem.compare.run.Caps;
import dev.tandem.compare.run.Catalogue;
import dev.tandem.compare.run.Plan;
import dev.tandem.compare.run.Result;
import dev.tandem.compare.run.Runner;
import dev.tandem.compare.run.Scenario;
import dev.tandem.compare.run.ScenarioFile;
import dev.tandem.compare.run.Servers;
import dev.tandem.compare.run.Times;
import dev.tandem.compare.target.Server;
import dev.tandem.compare.target.ServerStartException;
import io.netty.util.ResourceLeakDetector;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of a comparison. Its exit code says whether the comparison was valid, and not who won. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Gives the same work to both models, measures what comes of it, and says what can be said.",
            "",
            "Each model is started afresh for each run, in a JVM of its own, one at a time; the load comes from this process. "
                    + "A table is printed, and report.html and report.json are written.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the comparison was valid, whatever it showed",
            "1:it was not; what was void is said",
            "2:the command line was wrong"
        })
public final class Compare implements Callable<Integer> {
    private static final int QUICK_PAIRS = 6;
    private static final int FULL_PAIRS = 10;
    private static final int QUICK_SECONDS = 5;
    private static final int FULL_SECONDS = 20;
    private static final int QUICK_WARM_UP = 8;
    private static final int FULL_WARM_UP = 20;
    private static final int LONGEST_WARM_UP = 8;
    private static final double MAX_RATE = 1e6;
    private static final int MAX_SECONDS = 3600;
    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration OVERLOAD = Duration.ofSeconds(10);
    private static final String HEAP = "-Xms1g -Xmx1g -XX:+AlwaysPreTouch";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "6 pairs of short runs, instead of 10 of long ones.")
    private boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Only these scenarios; --list shows them.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--list", description = "Lists the scenarios, and does nothing.")
    private boolean list;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "A mix of requests of your own, in YAML; instead of those that come with it.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--target",
            arity = "2",
            paramLabel = "URL",
            description = "Compares two services that run already, A and B, instead of the two models.")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--pairs", paramLabel = "N", description = "How many pairs of runs, at least 2.")
    private @Nullable Integer pairs;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Requests a second, instead of half of what the slower side can do.")
    private @Nullable Double rate;

    @Option(names = "--measure", paramLabel = "SECONDS", description = "How long each run is measured.")
    private @Nullable Integer measure;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "How long each run is warmed up at least; it goes on for eight times as long if it has to.")
    private @Nullable Integer warmUp;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the reports go, made if it is not there; the working directory, if it is not said.")
    private Path output = Path.of(".");

    @Option(
            names = "--jvm-options",
            paramLabel = "OPTIONS",
            defaultValue = HEAP,
            description = "Of the JVMs that serve, the same for both; ${DEFAULT-VALUE} if it is not said.")
    private String jvmOptions = HEAP;

    private final List<String> program;

    /** @param program what stands behind {@code java} on the command line of the service, without its arguments */
    public Compare(List<String> program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        List<Scenario> scenarios = scenarios();
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            scenarios.forEach(scenario -> out.printf("%-16s %s%n", scenario.name(), scenario.title()));
            out.flush();
            return CommandLine.ExitCode.OK;
        }
        makeOutput();
        if (ResourceLeakDetector.getLevel() == ResourceLeakDetector.Level.SIMPLE) {
            // Which is what it is if nobody asked for more, and would take some per cent of what the generator can do.
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
        try (var upstream = new Upstream()) {
            return compare(scenarios, servers(upstream.url()), upstream::takeLateness, out);
        } catch (ServerStartException | UncheckedIOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(e.getMessage());
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int compare(
            List<Scenario> scenarios, Servers servers, Supplier<Histogram> upstreamLateness, PrintWriter out) {
        Times times = times();
        int count = pairs();
        OptionalDouble fixedRate = fixedRate();
        PrintWriter err = spec.commandLine().getErr();
        Map<Side, Party> parties = parties(servers);
        List<String> caps = caps(scenarios, parties);
        if (!caps.isEmpty()) {
            err.println("A limit would decide this comparison:");
            caps.forEach(cap -> err.println("  " + cap));
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
        var reporter = new Reporter(command(), parties, servers.caveats(scenarios), output);
        var progress = new ConsoleProgress(err, isTerminal(), scenarios.size() * count * 2);
        var plan = new Plan(
                servers,
                new Calibration(times, progress),
                new Runner(times, progress, upstreamLateness),
                count,
                fixedRate,
                progress);
        List<Result> results = new ArrayList<>();
        Report report = reporter.write(results);
        for (Scenario scenario : scenarios) {
            results.add(plan.run(scenario));
            report = reporter.write(results);
        }
        progress.finish();
        out.print(TextTable.of(report, System.out.charset()));
        out.printf(
                "%nThe whole of it: %s%nThe raw data:    %s%n",
                output.resolve("report.html"), output.resolve("report.json"));
        out.flush();
        return results.stream().allMatch(Result::isValid) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Starts each once, to see what it runs with. */
    private static Map<Side, Party> parties(Servers servers) {
        Map<Side, Party> parties = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            try (Server server = servers.next(side)) {
                parties.put(side, new Party(servers.label(side), server.configuration()));
            }
        }
        return parties;
    }

    /** What stands in the way on either side, or of this process, which has as many connections as the two. */
    private static List<String> caps(List<Scenario> scenarios, Map<Side, Party> parties) {
        List<Map<String, String>> configurations = new ArrayList<>();
        parties.values().forEach(party -> configurations.add(party.configuration()));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            configurations.add(Map.of(Server.MAX_OPEN_FILES, Long.toString(system.getMaxFileDescriptorCount())));
        }
        return scenarios.stream()
                .flatMap(scenario -> configurations.stream()
                        .flatMap(configuration -> Caps.inTheWay(scenario, configuration).stream()))
                .distinct()
                .toList();
    }

    private void makeOutput() {
        try {
            Files.createDirectories(output);
        } catch (IOException e) {
            throw wrong("--output", output, "a folder that is there, or can be made");
        }
        if (!Files.isWritable(output)) {
            throw wrong("--output", output, "a folder that can be written to");
        }
    }

    private String command() {
        return Stream.concat(
                        Stream.of("java -jar tandem.jar"),
                        spec.commandLine().getParseResult().originalArgs().stream()
                                .map(argument -> argument.matches("[\\w./:=,@%+-]+") ? argument : "'" + argument + "'"))
                .collect(Collectors.joining(" "));
    }

    @SuppressWarnings("SystemConsoleNull") // It may, with -Djdk.console.
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private List<Scenario> scenarios() {
        if (!files.isEmpty()) {
            return ofFiles();
        }
        List<Scenario> all = Catalogue.all();
        List<String> names = all.stream().map(Scenario::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw wrong("--only", name, "one of " + String.join(", ", names));
            }
        }
        return all.stream()
                .filter(scenario -> only.isEmpty() || only.contains(scenario.name()))
                .toList();
    }

    private List<Scenario> ofFiles() {
        if (!only.isEmpty()) {
            throw wrong("--only", String.join(",", only), "no --scenario beside it");
        }
        Map<String, Scenario> read = new LinkedHashMap<>();
        for (Path file : files) {
            try {
                Scenario scenario = ScenarioFile.read(file);
                if (read.put(scenario.name(), scenario) != null) {
                    throw wrong("--scenario", file, "a name other than " + scenario.name());
                }
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
        }
        return List.copyOf(read.values());
    }

    private Servers servers(URI upstream) {
        if (!targets.isEmpty()) {
            if (targets.size() != 2) {
                throw wrong("--target", targets.get(2), "two URLs, once");
            }
            return new Servers.Running(running(targets.getFirst()), running(targets.getLast()));
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(words(jvmOptions));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(program);
        return new Servers.Launched(
                command,
                "event-loop",
                "virtual-thread",
                // Who never reads is not to be cut off, and to come back with an empty socket, while he is measured.
                List.of(
                        "--tandem.work.upstream=" + upstream,
                        "--tandem.connections.write-timeout=5m",
                        "--tandem.connections.max-outbox=16MB"));
    }

    /** Those of a text, which has none if it is blank. */
    static List<String> words(String text) {
        return Stream.of(text.split("\\s+", -1)).filter(word -> !word.isEmpty()).toList();
    }

    /** A service that can be connected to. */
    private URI running(String target) {
        try (var socket = new Socket()) {
            URI url = new URI(target);
            socket.connect(Endpoint.of(url).address(), CONNECT_MILLIS);
            return url;
        } catch (URISyntaxException e) {
            throw wrong("--target", target, Endpoint.EXPECTED);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--target: " + e.getMessage(), e);
        } catch (IOException e) {
            String message = "--target: %s cannot be reached: %s".formatted(target, e.getMessage());
            throw new ParameterException(spec.commandLine(), message, e);
        }
    }

    private Times times() {
        int span = atLeastOne("--measure", measure, quick ? QUICK_SECONDS : FULL_SECONDS);
        int warm = atLeastOne("--warm-up", warmUp, quick ? QUICK_WARM_UP : FULL_WARM_UP);
        return new Times(
                Duration.ofSeconds(span),
                Duration.ofSeconds(warm),
                Duration.ofSeconds((long) warm * LONGEST_WARM_UP),
                quick ? Duration.ofSeconds(2) : Duration.ofSeconds(5),
                OVERLOAD);
    }

    private int atLeastOne(String option, @Nullable Integer value, int otherwise) {
        if (value != null && (value < 1 || value > MAX_SECONDS)) {
            throw wrong(option, value, "1 to %d".formatted(MAX_SECONDS));
        }
        return value == null ? otherwise : value;
    }

    private OptionalDouble fixedRate() {
        if (rate == null) {
            return OptionalDouble.empty();
        }
        if (!(rate >= 1 && rate <= MAX_RATE)) {
            throw wrong(
                    "--rate",
                    BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString(),
                    "1 to %,.0f".formatted(MAX_RATE));
        }
        return OptionalDouble.of(rate);
    }

    private int pairs() {
        if (pairs != null && pairs < 2) {
            throw wrong("--pairs", pairs, "at least 2: one says nothing about noise");
        }
        return pairs != null ? pairs : quick ? QUICK_PAIRS : FULL_PAIRS;
    }

    private ParameterException wrong(String option, Object value, String expected) {
        return new ParameterException(spec.commandLine(), "%s: %s (expected: %s)".formatted(option, value, expected));
    }
}
