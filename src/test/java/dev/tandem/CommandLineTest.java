package dev.tandem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line: its answers, and the process that it starts. */
class CommandLineTest {
    private static final Pattern URL = Pattern.compile("(event-loop|virtual-thread|console) (http://[0-9.:]+)");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        CommandLine commandLine =
                Tandem.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return commandLine.execute(Tandem.withCommand(commandLine, arguments));
    }

    @Test
    void help_saysHowToStartAndWhatCanBeChanged() {
        assertThat(execute("--help")).isZero();

        assertThat(out.toString())
                .startsWith("Usage: tandem")
                .contains("serve", "--tandem.event-loop.port=8080", "--tandem.address=127.0.0.1");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpOfServe_saysHowAPropertyIsGiven() {
        assertThat(execute("serve", "--help")).isZero();

        assertThat(out.toString()).contains("--PROPERTY=VALUE", "TANDEM_CONSOLE_PORT", "application.yml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "serve --version", "compare --version"})
    void version_isThatOfTheBuildAndOfJava(String line) {
        assertThat(execute(line.split(" ", -1))).isZero();

        assertThat(out.toString()).startsWith("tandem " + Version.current()).contains("Java 25");
    }

    @ParameterizedTest
    @CsvSource({
        "comapre,               command 'comapre'",
        "8080,                  command '8080'",
        "--port=9000,           option '--port=9000'",
        "-p,                    option '-p'",
        "--tandm.address=::1,   option '--tandm.address=::1'",
        "--server.port=9000,    option '--server.port=9000'",
        "-Dtandem.address=::1,  option '-Dtandem.address=::1'",
        "@arguments,            command '@arguments'",
    })
    void whatIsNoPropertyAndNoCommand_isRefused(String argument, String named) {
        assertThat(execute(argument)).isEqualTo(2);

        assertThat(err.toString())
                .startsWith("Unknown " + named + " (expected: a property, --tandem.NAME=VALUE")
                .contains("tandem --help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aPropertyInTwoWords_isRefused() {
        assertThat(execute("--tandem.console.port", "9000")).isEqualTo(2);

        assertThat(err.toString()).contains("'9000'");
    }

    /** Properties from three places; two models, a start line, no warnings, and an end when it is told to end. */
    @Test
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void serve_startsAProcessThatServesUntilItIsTold() throws Exception {
        Files.writeString(folder.resolve("application.yml"), "tandem.channels.history-size: 7");
        Process process = start(
                Map.of("TANDEM_CONSOLE_PORT", "0", "TANDEM_EVENT_LOOP_PORT", "0"), "--tandem.virtual-thread.port=0");
        try (var client = HttpClient.newHttpClient();
                var lines = process.inputReader(UTF_8)) {
            List<String> before = new ArrayList<>();
            String line = lines.readLine();
            while (line != null && !URL.matcher(line).find()) {
                before.add(line);
                line = lines.readLine();
            }
            assertThat(before).isEmpty();
            assertThat(line).contains("Tandem " + Version.current()).doesNotContain("\u001b");

            List<String> listeners = new ArrayList<>();
            Matcher url = URL.matcher(String.valueOf(line));
            while (url.find()) {
                listeners.add(url.group(1));
                var response = client.send(
                        HttpRequest.newBuilder(URI.create(url.group(2) + "/readyz"))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
            }
            assertThat(listeners).containsExactly("event-loop", "virtual-thread", "console");

            process.toHandle().destroy();
            assertThat(lines.lines().toList())
                    .hasSize(2)
                    .anyMatch(last -> last.endsWith("Tandem is stopping"))
                    .anyMatch(last -> last.endsWith("Tandem has stopped"));
            // 128 + SIGTERM
            assertThat(process.waitFor()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aStartThatFails_saysWhyAndExitsWithOne() throws Exception {
        Process process = start(Map.of(), "--tandem.address=0.0.0.0");
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);

            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(output)
                    .contains("APPLICATION FAILED TO START", "tandem.address: 0.0.0.0", "tandem.open-to-network=true")
                    .doesNotContain("\tat ", "WARN");
        } finally {
            process.destroyForcibly();
        }
    }

    /** More come than there may be open files for: the console still answers, and so does who has been let in. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void moreConnectionsThanFiles_waitOutside_andTheConsoleAnswers() throws Exception {
        Process process = start(
                List.of("sh", "-c", "ulimit -n 700 && exec \"$@\"", "sh"),
                Map.of(),
                "--tandem.event-loop.port=0",
                "--tandem.virtual-thread.port=0",
                "--tandem.console.port=0");
        List<Socket> sockets = new ArrayList<>();
        try (var client = HttpClient.newHttpClient();
                var lines = process.inputReader(UTF_8)) {
            List<URI> urls = new ArrayList<>();
            while (urls.isEmpty()) {
                URL.matcher(Objects.requireNonNull(lines.readLine()))
                        .results()
                        .forEach(url -> urls.add(URI.create(url.group(2))));
            }
            for (URI model : urls.subList(0, 2)) {
                for (int i = 0; i < 700; i++) {
                    sockets.add(new Socket(model.getHost(), model.getPort()));
                }
            }
            HttpRequest console =
                    HttpRequest.newBuilder(urls.getLast().resolve("/livez")).build();
            assertThat(client.send(console, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            for (int first : List.of(0, 700)) {
                Socket socket = sockets.get(first);
                socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
                assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                        .isEqualTo("HTTP/1.1 200");
            }
        } finally {
            process.destroyForcibly();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Without the tests' own resources, which would change how it logs. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A JVM of its own, as {@code java -jar} would start it, with both outputs in one. */
    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        return start(List.of(), environment, arguments);
    }

    /** @param before what starts it */
    private Process start(List<String> before, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                // It is over before the optimizing compiler has earned back its time.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Tandem.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
