package dev.tandem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.Model;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A wrong value stops the start, and the person who wrote it learns which, why, and what to do. */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationTest {
    private static final Map<String, String> OUT_OF_RANGE = Stream.of("""
                    event-loop.port=70000                 | (must be less than or equal to 65535)
                    virtual-thread.port=-1                | (must be greater than or equal to 0)
                    event-loop.threads=5000               | (must be less than or equal to 1024)
                    models=                               | (must not be empty)
                    allowed-origins[0]=https://a.example/ | (must be *, or a scheme, a host in lower case
                    allowed-hosts[0]=a.example:80         | (must be a host in lower case and without a port
                    server.max-connections=-1             | (must be greater than or equal to 0)
                    server.backlog=0                      | (must be greater than or equal to 1)
                    server.max-header-size=3GB            | (must be between 1KB and 1MB)
                    server.max-body-size=0B               | (must be between 1B and 1GB)
                    server.request-timeout=0s             | (must be longer than or equal to 1 milli
                    server.shutdown-timeout=-1s           | (must be longer than or equal to 0
                    server.max-wait=9999d                 | (must be shorter than or equal to 7 days)
                    channels.max-message-size=3GB         | (must be between 1B and 256MB)
                    channels.history-size=-1              | (must be greater than or equal to 0)
                    channels.max-history-memory=-1B       | (must be between 0B and 1TB)
                    channels.rules[0].pattern=a b         | (must be 1 to 128 characters of those that names
                    channels.max-channels=0               | (must be greater than or equal to 1)
                    queues.max-items=0                    | (must be greater than or equal to 1)
                    queues.max-size=0B                    | (must be between 1B and 1TB)
                    queues.max-attempts=-1                | (must be greater than or equal to 0)
                    queues.max-waiters=-1                 | (must be greater than or equal to 0)
                    queues.max-item-size=3GB              | (must be between 1B and 256MB)
                    queues.max-lease=500ms                | (must be longer than or equal to 1 sec
                    queues.max-queues=0                   | (must be greater than or equal to 1)
                    queues.max-memory=1B                  | (must be between 1KB and 1TB)
                    queues.idle-timeout=-1s               | (must be longer than or equal to 0
                    queues.rules[0].pattern=a b           | (must be 1 to 128 characters of those that names
                    connections.heartbeat=0s              | (must be longer than or equal to 1 milli
                    connections.max-outbox=1B             | (must be between 1KB and 1GB)
                    flags.max-flags=0                     | (must be greater than or equal to 1)
                    flags.max-value-size=0B               | (must be between 1B and 256MB)
                    flags.max-memory=1B                   | (must be between 1KB and 1TB)
                    flags.max-waiters=0                   | (must be greater than or equal to 1)
                    flags.max-ttl=0s                      | (must be longer than or equal to 1 milli
                    semaphores.permits=0                  | (must be greater than or equal to 1)
                    semaphores.max-permits=2000000        | (must be less than or equal to 1000000)
                    semaphores.rules[0].pattern=a b       | (must be 1 to 128 characters of those that names
                    semaphores.rules[0].permits=0         | (must be greater than or equal to 1)
                    semaphores.max-semaphores=0           | (must be greater than or equal to 1)
                    semaphores.max-waiters=0              | (must be greater than or equal to 1)
                    semaphores.max-lease=999ms            | (must be longer than or equal to
                    semaphores.idle-timeout=-1s           | (must be longer than or equal to
                    tasks.max-tasks=0                     | (must be greater than or equal to 1)
                    tasks.max-timeout=0s                  | (must be longer than or equal to 1 milli
                    tasks.max-result-size=1B              | (must be between 1KB and 1GB)
                    tasks.max-events-memory=1B            | (must be between 1KB and 1TB)
                    tasks.kill-grace=-1s                  | (must be longer than or equal to 0
                    tasks.fetch.max-urls=0                | (must be greater than or equal to 1)
                    """.split("\n"))
            .map(line -> line.split("\\|"))
            .collect(Collectors.toMap(line -> line[0].strip(), line -> line[1].strip()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event-loop.port=abc                | (expected: a whole number)",
                "console.port=                      | (expected: a whole number)",
                "models=green-threads               | (expected: event-loop or virtual-thread)",
                "open-to-network=perhaps            | (expected: true or false)",
                "address=no.such.host.invalid       | (expected: a host's name or address)",
                "server.max-body-size=12parsecs     | (expected: a size, such as",
                "channels.history-age=for ever      | (expected: a duration with its unit, such as",
                "server.request-timeout=20          | (expected: a duration with its unit, such as",
                "server.shutdown-timeout=0          | (expected: a duration with its unit, such as",
                "channels.rules[0].history-age=300  | (expected: a duration with its unit, such as",
                "work.upstream-timeout=${java.specification.version} | (expected: a duration with its unit, such as",
                "queues.order=random                | (expected: fifo or lifo or priority)",
                "queues.rules[0].max-items=many     | (expected: a whole number)",
                "connections.heartbeat=soon         | (expected: a duration with its unit, such as",
                "tasks.computing-threads=many       | (expected: a whole number)",
                "tasks.fetch.allowed=http://a/      | (expected: a host and a port, such as",
                "tasks.fetch.allowed[0]=a.example   | (expected: a host and a port, such as",
                "tasks.fetch.allowed-networks=10.0.0.0/33 | (expected: a range of addresses, such as",
                "tasks.resolve.servers=dns.example  | (expected: an address, with a port",
                "tasks.resolve.servers=192.0.2.53:0 | (expected: an address, with a port",
                "tasks.process.commands.date.argument-patterns=( | (expected: a regular expression",
                "tasks.process.commands.date.shell=true | (there is no such property)",
                "work.upstream=127.0.0.1:9000     | (expected: an http URL without user, query and fragment",
                "work.upstream=https://a.example/ | (must be an http URL without user, query and fragment",
                "work.upstream=http://a/?b=c      | (must be an http URL without user, query and fragment",
                "work.upstream.url=http://a/      | (there is no such property)",
                "work.upstream-connections=0      | (must be greater than or equal to 1)",
                "work.upstream-timeout=0s         | (must be longer than or equal to 1 milli",
                "work.blocking-threads=0          | (must be greater than or equal to 1)",
                "work.max-queued-calls=-1         | (must be greater than or equal to 0)",
                "chanels.history-size=1           | (there is no such property)",
                "port=8080                        | (there is no such property)",
            })
    void aWrongValue_isNamedWithWhatWasExpected(String property, String reason, CapturedOutput output) {
        assertRefused(output, "--tandem." + property);

        assertNamed(output, property, reason);
    }

    /** What is out of range is found by one check of all properties, and each of them is reason enough. */
    @Test
    void everyValueOutOfItsRange_isNamedWithWhatWasExpected(CapturedOutput output) {
        assertRefused(
                output, OUT_OF_RANGE.keySet().stream().map("--tandem."::concat).toArray(String[]::new));

        OUT_OF_RANGE.forEach((property, reason) -> assertNamed(output, property, reason));
    }

    private static void assertNamed(CapturedOutput output, String property, String reason) {
        String name = property.substring(0, property.indexOf('='));
        String value = property.substring(property.indexOf('=') + 1);
        assertThat(output)
                .contains("tandem." + name + ": " + value + " " + reason)
                .contains("found as \"tandem." + name + "\" from property source \"commandLineArgs\"")
                .contains("Correct it, or remove it");
    }

    @Test
    void aWrongValueInAFile_isNamedWithItsPlace(@TempDir Path folder, CapturedOutput output) throws Exception {
        Path file = Files.writeString(folder.resolve("tandem.yml"), "tandem:\n  server:\n    backlog: 0\n");

        assertRefused(output, "--spring.config.additional-location=" + file.toUri());

        assertThat(output).contains("tandem.server.backlog: 0").contains("tandem.yml] - 3:14");
    }

    /** In YAML it is a number, and no text. */
    @Test
    void aDurationWithoutAUnitInAFile_isRefused(@TempDir Path folder, CapturedOutput output) throws Exception {
        Path file = Files.writeString(folder.resolve("tandem.yml"), "tandem:\n  server:\n    request-timeout: 20\n");

        assertRefused(output, "--spring.config.additional-location=" + file.toUri());

        assertThat(output)
                .contains("tandem.server.request-timeout: 20 (expected: a duration with its unit, such as")
                .contains("tandem.yml] - 3:22");
    }

    @Test
    void aFileThatIsNotYaml_isNamedWithThePlace(@TempDir Path folder, CapturedOutput output) throws Exception {
        Path file = Files.writeString(folder.resolve("tandem.yml"), "tandem:\n  server: 1\n backlog: [\n");

        assertRefused(output, "--spring.config.additional-location=" + file.toUri());

        assertThat(output).contains("A configuration file is not YAML").contains("line 3, column 2");
    }

    @ParameterizedTest
    @CsvSource({"channels, history-size", "semaphores, permits"})
    void aRuleWithoutAPattern_isRefused(String of, String limit, CapturedOutput output) {
        assertRefused(output, "--tandem.%s.rules[0].%s=3".formatted(of, limit));

        assertThat(output).contains("tandem.%s.rules[0].pattern: must not be null".formatted(of));
    }

    @Test
    void aRuleForQueues_isCheckedLikeTheOthers(CapturedOutput output) {
        assertRefused(output, "--tandem.queues.rules[0].max-items=0", "--tandem.queues.rules[0].max-size=0B");

        assertThat(output)
                .contains("tandem.queues.rules[0].pattern: must not be null")
                .contains("tandem.queues.rules[0].max-items: 0 (must be greater than or equal to 1)")
                .contains("tandem.queues.rules[0].max-size: 0B (must be between 1B and 1TB)");
    }

    @Test
    void anOutboxThatHoldsNoWholeMessage_isRefused(CapturedOutput output) {
        assertRefused(output, "--tandem.connections.max-outbox=256KB");

        assertThat(output)
                .contains("tandem.connections.max-outbox: 262144B has no room for one message")
                .contains("Raise tandem.connections.max-outbox or lower tandem.channels.max-message-size");
    }

    @Test
    void aCommandWithoutAProgram_isRefused(CapturedOutput output) {
        assertRefused(output, "--tandem.tasks.process.commands.date.max-output=1KB");

        assertThat(output).contains("tandem.tasks.process.commands[date].program: must not be blank");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "program=date            | (expected: the absolute path of a file that may be executed)",
                "program=/no/such/program | (expected: the absolute path of a file that may be executed)",
                "program=/                | (expected: the absolute path of a file that may be executed)",
                "working-directory=/no/such/folder | (expected: the absolute path of a folder that is there)",
                "working-directory=tmp    | (expected: the absolute path of a folder that is there)",
            })
    void aCommandThatCouldNotBeRun_isRefused(String property, String reason, CapturedOutput output) {
        String command = "--tandem.tasks.process.commands.list.";
        String program = property.startsWith("program") ? "" : command + "program=/bin/ls";
        assertRefused(output, command + property, program);

        assertThat(output)
                .contains("tandem.tasks.process.commands.list.%s %s".formatted(property.replace("=", ": "), reason))
                .contains("Correct tandem.tasks.process.commands.list.");
    }

    @Test
    void aDefaultTimeoutThatIsNotAllowed_isRefused(CapturedOutput output) {
        assertRefused(output, "--tandem.tasks.default-timeout=2m", "--tandem.tasks.max-timeout=1m");

        assertThat(output).contains("tandem.tasks.default-timeout: 2m is longer than tandem.tasks.max-timeout, 1m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7"})
    void anAddressThatTheNetworkReaches_isRefused(String address, CapturedOutput output) {
        assertRefused(output, "--tandem.address=" + address);

        assertThat(output).contains("can be reached from the network").contains("tandem.open-to-network=true");
    }

    @Test
    void anAddressThatTheNetworkReaches_isServedWhenItIsSaidSo() throws Exception {
        try (Running running = new Running("--tandem.address=0.0.0.0", "--tandem.open-to-network=true")) {
            assertThat(running.get(running.ofConsole("/readyz")).statusCode()).isEqualTo(200);
            for (int port : ports(running)) {
                assertThat(statusOf(port, "push.example.com")).isEqualTo(200);
            }
        }
    }

    @Test
    void aServiceThatIsOpenToTheNetwork_isCalledByItsNamesAloneWhenItIsSaidSo() throws Exception {
        try (Running running = new Running(
                "--tandem.address=0.0.0.0",
                "--tandem.open-to-network=true",
                "--tandem.allowed-hosts=push.example.com")) {
            for (int port : ports(running)) {
                assertThat(statusOf(port, "push.example.com")).isEqualTo(200);
                assertThat(statusOf(port, "localhost:" + port)).isEqualTo(200);
                assertThat(statusOf(port, "evil.example")).isEqualTo(403);
            }
        }
    }

    private static List<Integer> ports(Running running) {
        TandemServer server = running.server();
        return List.of(server.port(Model.EVENT_LOOP), server.port(Model.VIRTUAL_THREAD), server.consolePort());
    }

    /** What a client is answered that calls the service by this host. */
    private static int statusOf(int port, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /livez HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(host)
                            .getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        }
    }

    @Test
    void anAddressOfAnotherMachine_isRefused(CapturedOutput output) {
        assertRefused(output, "--tandem.address=192.0.2.7", "--tandem.open-to-network=true");

        assertThat(output).contains("can't be listened on at 192.0.2.7").contains("tandem.address");
    }

    @ParameterizedTest
    @CsvSource({"event-loop, virtual-thread", "event-loop, console", "virtual-thread, console"})
    void onePortForTwo_isRefused(String one, String other, CapturedOutput output) {
        assertRefused(output, "--tandem.%s.port=28080".formatted(one), "--tandem.%s.port=28080".formatted(other));

        assertThat(output).contains("tandem.%s.port and tandem.%s.port: both are 28080".formatted(one, other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"event-loop", "virtual-thread", "console"})
    void aPortInUse_isRefused(String listener, CapturedOutput output) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(output, "--tandem.%s.port=%d".formatted(listener, taken.getLocalPort()));

            assertThat(output)
                    .contains("tandem.%s.port: %d is in use".formatted(listener, taken.getLocalPort()))
                    .contains("choose another port with tandem.%s.port".formatted(listener));
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneModelAlone_isServedAndTheOthersPortIsClosed(Model model) throws Exception {
        Model other = model == Model.EVENT_LOOP ? Model.VIRTUAL_THREAD : Model.EVENT_LOOP;
        int port = freePort();
        try (Running running =
                new Running("--tandem.models=" + model.text(), "--tandem.%s.port=%d".formatted(other.text(), port))) {
            assertThat(running.get(running.of(model, "/readyz")).statusCode()).isEqualTo(200);
            assertThat(running.get(running.ofConsole("/readyz")).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> running.server().port(other)).hasMessageContaining("expected: one of");
            assertThat(running.get(running.ofConsole("/actuator/prometheus")).body())
                    .contains("model=\"%s\"".formatted(model.text()))
                    .doesNotContain("model=\"%s\"".formatted(other.text()));
        }
    }

    @Test
    void everyProperty_isDescribedForIdes() throws Exception {
        for (URL file : Collections.list(
                getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (var in = file.openStream()) {
                for (JsonNode property : new JsonMapper().readTree(in).path("properties")) {
                    if (property.path("name").asString("").startsWith("tandem.")) {
                        assertThat(property.path("description").asString(""))
                                .as(property.toString())
                                .isNotBlank();
                    }
                }
            }
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void assertRefused(CapturedOutput output, String... arguments) {
        assertThatThrownBy(() -> TandemServer.start(context -> {}, Running.onAnyPorts(arguments)))
                .isInstanceOf(StartFailedException.class);
        assertThat(output.getErr()).isEmpty();
        assertThat(Stream.of("Description:", "Action:"))
                .allSatisfy(part -> assertThat(output).contains(part));
        assertThat(output).doesNotContain("\tat ").doesNotContain("WARN");
    }
}
