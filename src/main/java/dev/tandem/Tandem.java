package dev.tandem;

import dev.tandem.compare.Compare;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/**
 * The command line. A command that is not named is {@code serve}, so that the arguments of the service can be written as
 * for any Spring Boot application.
 */
@Command(
        name = "tandem",
        mixinStandardHelpOptions = true,
        versionProvider = Tandem.BuildVersion.class,
        subcommands = Serve.class,
        synopsisSubcommandLabel = "[COMMAND]",
        description = "Real-time push through an event loop and through virtual threads.",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Without a command it serves. The properties that one changes first, with their defaults:",
            "  --tandem.address=127.0.0.1             the address to listen on",
            "  --tandem.event-loop.port=8080          the port of the event-loop model",
            "  --tandem.virtual-thread.port=8081      the port of the virtual-thread model",
            "  --tandem.console.port=8082             the port of health and metrics",
            "  --tandem.models=event-loop,virtual-thread",
            "                                         the models to serve"
        })
public final class Tandem {
    private static final String DEFAULT_COMMAND = "serve";

    private Tandem() {}

    public static void main(String[] arguments) {
        // By its name: the JDK chooses its log manager when any is first touched.
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        CommandLine commandLine = commandLine();
        int exitCode = commandLine.execute(withCommand(commandLine, arguments));
        if (exitCode != CommandLine.ExitCode.OK) {
            System.exit(exitCode);
        }
        // Otherwise the threads of the servers keep the process.
    }

    static CommandLine commandLine() {
        var compare = new CommandLine(new Compare(program()));
        compare.getCommandSpec().versionProvider(new BuildVersion());
        return new CommandLine(new Tandem())
                .addSubcommand(compare)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(Tandem::explain);
    }

    /** How to start this program, behind the name of the JVM. */
    private static List<String> program() {
        List<String> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .toList();
        return classPath.size() == 1 && classPath.getFirst().endsWith(".jar")
                ? List.of("-jar", classPath.getFirst())
                : List.of("-cp", String.join(File.pathSeparator, classPath), Tandem.class.getName());
    }

    /** The arguments with the default command in front, unless they begin with a command or are a question to this one. */
    static String[] withCommand(CommandLine commandLine, String... arguments) {
        if (arguments.length > 0) {
            Set<String> commands = commandLine.getSubcommands().keySet();
            Set<String> options = commandLine.getCommandSpec().optionsMap().keySet();
            if (commands.contains(arguments[0]) || options.contains(arguments[0])) {
                return arguments;
            }
        }
        return Stream.concat(Stream.of(DEFAULT_COMMAND), Stream.of(arguments)).toArray(String[]::new);
    }

    private static int explain(ParameterException e, String... arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        CommandLine.Model.CommandSpec command = e.getCommandLine().getCommandSpec();
        boolean byDefault = command.name().equals(DEFAULT_COMMAND);
        err.printf("Try '%s --help'.%n", byDefault ? command.parent().name() : command.qualifiedName());
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    /** What {@code --version} prints. */
    static final class BuildVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "tandem " + Version.current(), "Java ${java.version} (${java.vendor}), ${os.name} ${os.arch}"
            };
        }
    }
}
