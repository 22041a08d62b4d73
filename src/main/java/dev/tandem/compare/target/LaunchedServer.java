package dev.tandem.compare.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Tandem with one model, in a JVM of its own that has done nothing before, and in a folder of its own where no configuration
 * lies, with a priority below that of this process. It ends with it, if not earlier.
 */
public final class LaunchedServer implements Server {
    /** What makes the load shares the processors with the server, and is to be on time. */
    private static final List<String> GIVE_WAY = List.of("/usr/bin/nice", "-n", "5");

    private static final int KEPT_LINES = 40;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CONFIGURATION = Duration.ofSeconds(5);
    private static final double MILLIS = 1e3;

    private final Process process;
    private final Path folder;
    private final Duration stop;
    private final Thread end;
    private final Output output;
    private final ProcessMeter meter;
    private final URI url;
    private final URI console;
    private final Optional<JvmMeter> jvm;

    /**
     * How long things may take.
     *
     * @param start until it serves
     * @param stop until it has ended by itself when it was asked to
     */
    record Deadlines(Duration start, Duration stop) {
        static final Deadlines DEFAULT = new Deadlines(Duration.ofMinutes(2), Duration.ofSeconds(15));
    }

    private LaunchedServer(Process process, Path folder, String model, Deadlines deadlines) {
        this.process = process;
        this.folder = folder;
        stop = deadlines.stop();
        end = new Thread(this::endForcibly, "tandem-end");
        output = new Output(process);
        meter = new ProcessMeter(process.toHandle());
        try {
            // Fails when this process is ending already.
            Runtime.getRuntime().addShutdownHook(end);
            String line = output.awaitStart(deadlines.start());
            url = urlOf(model, line);
            console = urlOf("console", line);
            jvm = JvmMeter.attach(process.pid());
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            awaitEnd();
            throw e;
        }
    }

    /**
     * Starts it, and waits until it serves.
     *
     * @param command that of the JVM and its program, without arguments of the program
     * @param model the one to be served
     * @param properties the service's own, the same for each model
     * @throws ServerStartException if it does not start; nothing is left of it
     */
    public static LaunchedServer launch(List<String> command, String model, List<String> properties) {
        return launch(command, model, properties, Deadlines.DEFAULT);
    }

    static LaunchedServer launch(List<String> command, String model, List<String> properties, Deadlines deadlines) {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(Path.of(GIVE_WAY.getFirst()))) {
            line.addAll(GIVE_WAY);
        }
        line.addAll(command);
        line.add("serve");
        line.add("--tandem.models=" + model);
        line.add("--tandem.event-loop.port=0");
        line.add("--tandem.virtual-thread.port=0");
        line.add("--tandem.console.port=0");
        line.addAll(properties);
        Path folder = null;
        try {
            folder = Files.createTempDirectory("tandem-compare-");
            Process process = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            return new LaunchedServer(process, folder, model, deadlines);
        } catch (IOException e) {
            if (folder != null) {
                remove(folder);
            }
            throw new ServerStartException("The server could not be started", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public URI url() {
        return url;
    }

    /** Where health and metrics are. */
    public URI console() {
        return console;
    }

    /**
     * The service's own properties, of which its console tells, beside those of its process.
     *
     * @throws ServerStartException if it does not tell
     */
    @Override
    public Map<String, String> configuration() {
        Map<String, String> configuration = Server.super.configuration();
        try (var client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(console.resolve("/configuration"))
                    .timeout(CONFIGURATION)
                    .build();
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != HttpURLConnection.HTTP_OK) {
                throw untold("status " + response.statusCode());
            }
            configuration.putAll(JSON.readValue(response.body(), new TypeReference<Map<String, String>>() {}));
        } catch (IOException | JacksonException e) {
            throw untold(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw untold("interrupted");
        }
        return configuration;
    }

    private ServerStartException untold(String why) {
        return new ServerStartException(
                "The server does not tell its configuration at %s (%s)".formatted(console, why), printed());
    }

    @Override
    public Optional<ProcessMeter> process() {
        return Optional.of(meter);
    }

    @Override
    public Optional<JvmMeter> jvm() {
        return jvm;
    }

    /** The end of what it printed. */
    public String printed() {
        return output.printed();
    }

    /** Asks it to end, and makes it end if it does not. */
    @Override
    public void close() {
        jvm.ifPresent(JvmMeter::close);
        process.destroy();
        awaitEnd();
    }

    private void endForcibly() {
        process.destroyForcibly();
        remove(folder);
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(stop)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException shuttingDown) {
            // Then it has no more to do.
        }
        remove(folder);
    }

    /** Unless the server has left something there, such as the report of a crash. */
    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException notEmpty) {
            // It stays for whoever wants to read it.
        }
    }

    private static URI urlOf(String what, String line) {
        Matcher found =
                Pattern.compile(Pattern.quote(what) + " (http://[^,\\s]+)").matcher(line);
        if (!found.find()) {
            throw new ServerStartException("The server says no URL of " + what, line);
        }
        return URI.create(found.group(1));
    }

    /** What a server prints, of which the end is kept. */
    private static final class Output {
        private final Process process;
        private final Deque<String> lines = new ArrayDeque<>();
        private final CompletableFuture<String> started = new CompletableFuture<>();

        Output(Process process) {
            this.process = process;
            Thread.ofPlatform().daemon().name("tandem-output").start(this::gather);
        }

        private void gather() {
            try (BufferedReader reader = process.inputReader(UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    add(line);
                    if (line.contains("started in")) {
                        started.complete(line);
                    }
                }
            } catch (IOException ended) {
                // Forcibly.
            }
            started.cancel(false);
        }

        private synchronized void add(String line) {
            lines.addLast(line);
            if (lines.size() > KEPT_LINES) {
                lines.removeFirst();
            }
        }

        synchronized String printed() {
            return String.join("\n", lines);
        }

        String awaitStart(Duration deadline) {
            try {
                return started.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new ServerStartException(
                        "The server has not started within %.1f s".formatted(deadline.toMillis() / MILLIS), printed());
            } catch (CancellationException | ExecutionException e) {
                throw new ServerStartException("The server did not start", printed());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerStartException("Interrupted while the server started", printed());
            }
        }
    }
}
