package dev.tandem.compare.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A Tandem with one model, in a JVM of its own that has done nothing before. */
public final class LaunchedServer implements Server {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final int KEPT_LINES = 40;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final Deque<String> output = new ArrayDeque<>();
    private final CompletableFuture<String> started = new CompletableFuture<>();
    private final ProcessMeter meter;
    private final URI url;
    private final URI console;
    private final Optional<JvmMeter> jvm;

    private LaunchedServer(Process process, String model) {
        this.process = process;
        meter = new ProcessMeter(process.toHandle());
        Thread.ofVirtual().name("tandem-output").start(this::gather);
        String line = awaitStart();
        url = urlOf(model, line);
        console = urlOf("console", line);
        jvm = JvmMeter.attach(process.pid());
    }

    /**
     * Starts it, and waits until it serves.
     *
     * @param command that of the JVM and its program, without arguments of the program
     * @param model the one to be served
     * @param properties the service's own, the same for each model
     * @throws IllegalStateException if it does not start; with what it printed
     */
    public static LaunchedServer launch(List<String> command, String model, List<String> properties) {
        List<String> line = new ArrayList<>(command);
        line.add("serve");
        line.add("--tandem.models=" + model);
        line.add("--tandem.%s.port=0".formatted(model));
        line.add("--tandem.console.port=0");
        line.addAll(properties);
        try {
            return new LaunchedServer(
                    new ProcessBuilder(line)
                            .directory(Path.of(System.getProperty("java.io.tmpdir"))
                                    .toFile())
                            .redirectErrorStream(true)
                            .start(),
                    model);
        } catch (IOException e) {
            throw new IllegalStateException("%s could not be started".formatted(line), e);
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

    /** The service's own properties, of which its console tells, beside those of its process. */
    @Override
    public Map<String, String> configuration() {
        Map<String, String> configuration = Server.super.configuration();
        try (var client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(console.resolve("/configuration")).build();
            String properties = client.send(request, BodyHandlers.ofString()).body();
            configuration.putAll(JSON.readValue(properties, new TypeReference<Map<String, String>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        }
        return configuration;
    }

    @Override
    public Optional<ProcessMeter> process() {
        return Optional.of(meter);
    }

    @Override
    public Optional<JvmMeter> jvm() {
        return jvm;
    }

    @Override
    public void close() {
        jvm.ifPresent(JvmMeter::close);
        process.destroy();
        try {
            if (!process.waitFor(STOP)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void gather() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (output) {
                    output.addLast(line);
                    if (output.size() > KEPT_LINES) {
                        output.removeFirst();
                    }
                }
                if (line.contains("started in")) {
                    started.complete(line);
                }
            }
            started.completeExceptionally(new IllegalStateException(printed()));
        } catch (IOException e) {
            started.completeExceptionally(e);
        }
    }

    private String awaitStart() {
        try {
            return started.get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("The server did not start:%n%s".formatted(printed()), e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the server started", e);
        }
    }

    /** The end of what it printed. */
    public String printed() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    private static URI urlOf(String what, String line) {
        Matcher found =
                Pattern.compile(Pattern.quote(what) + " (http://[^,\\s]+)").matcher(line);
        if (!found.find()) {
            throw new IllegalStateException("No URL of %s in what the server says: %s".formatted(what, line));
        }
        return URI.create(found.group(1));
    }
}
