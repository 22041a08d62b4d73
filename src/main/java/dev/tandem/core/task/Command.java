package dev.tandem.core.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A program that tasks may run.
 *
 * @param name the name by which clients ask for it
 * @param program the absolute path of the executable
 * @param fixedArguments come first, whatever the client says
 * @param argumentPatterns one for each argument that the client must give, in order; each must match as a whole
 * @param workingDirectory where it runs
 * @param environment all that it finds in its environment, besides {@code TANDEM_TASK}, which tells it from the rest
 * @param maxOutputBytes how much of its output, and as much again of its error output, is kept; the rest is read and
 *     thrown away
 */
public record Command(
        String name,
        Path program,
        List<String> fixedArguments,
        List<Pattern> argumentPatterns,
        Path workingDirectory,
        Map<String, String> environment,
        int maxOutputBytes) {}
