package dev.tandem;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Serves until the process is told to stop. What stands on its command line are properties, for Spring Boot to read. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Tandem.BuildVersion.class,
        customSynopsis = "tandem [serve] [--PROPERTY=VALUE...]",
        description = {
            "Serves until it is told to stop (the default).",
            "",
            "A property is given as an argument (--tandem.console.port=9000), as an environment variable "
                    + "(TANDEM_CONSOLE_PORT=9000), or in an application.yml in the working directory.",
            ""
        })
final class Serve implements Callable<Integer> {
    /** Properties of the service and of Spring Boot; one of another kind is a slip of the pen, and would go unnoticed. */
    private static final Pattern PROPERTY =
            Pattern.compile("--(tandem|spring|logging|management)\\.[^=]+(=.*)?", Pattern.DOTALL);

    private static final String EXPECTED =
            "expected: a property, --tandem.NAME=VALUE, or one of Spring Boot's, spring, logging and management";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        for (String argument : arguments) {
            if (!PROPERTY.matcher(argument).matches()) {
                throw unknown(argument);
            }
        }
        TandemServer server;
        try {
            server = TandemServer.start(context -> {}, arguments.toArray(String[]::new));
        } catch (StartFailedException e) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "tandem-shutdown"));
        return CommandLine.ExitCode.OK;
    }

    private ParameterException unknown(String argument) {
        String kind = argument.startsWith("-") ? "option" : "command";
        return new ParameterException(spec.commandLine(), "Unknown %s '%s' (%s)".formatted(kind, argument, EXPECTED));
    }
}
