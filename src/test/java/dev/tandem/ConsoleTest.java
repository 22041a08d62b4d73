package dev.tandem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.core.Model;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The console of a running service. */
class ConsoleTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static Running running;

    @BeforeAll
    static void start() {
        running = new Running();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void theIndex_namesWhatThereIs() throws Exception {
        JsonNode index = json(get("/"));

        assertThat(index.path("version").asString("")).isEqualTo(Version.current());
        assertThat(index.path("paths")).isNotEmpty();
        for (JsonNode path : index.path("paths")) {
            assertThat(get(path.asString("")).statusCode()).as(path.toString()).isEqualTo(200);
        }
    }

    @Test
    void theProcess_isLiveAndReady() throws Exception {
        assertThat(get("/livez").body()).isEqualTo("{\"status\":\"live\"}");
        assertThat(get("/readyz").body()).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void health_tellsOfEachModel() throws Exception {
        JsonNode health = json(get("/actuator/health"));

        assertThat(health.path("status").asString("")).isEqualTo("UP");
        assertThat(health.path("components").path("models").path("components").propertyNames())
                .containsExactlyInAnyOrder("event-loop", "virtual-thread");
    }

    @Test
    void info_tellsTheVersionOfThisBuildAndOfJava() throws Exception {
        JsonNode info = json(get("/actuator/info"));

        assertThat(info.path("version").asString("")).isEqualTo(Version.current());
        assertThat(info.path("java").path("version").asString("")).startsWith("25");
    }

    @Test
    void theActuator_hasNothingThatIsNotMeantToBeThere() throws Exception {
        assertThat(json(get("/actuator")).path("_links").propertyNames())
                .containsExactlyInAnyOrder(
                        "self", "health", "health-path", "info", "metrics", "metrics-requiredMetricName", "prometheus");
    }

    @Test
    void theConfiguration_hasEveryProperty_withItsDefault() throws Exception {
        HttpResponse<String> response = get("/configuration");
        Map<String, String> shown = configuration(response);

        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(shown.keySet())
                .containsExactlyElementsOf(DocumentationTest.properties().keySet());
        DocumentationTest.properties().forEach((name, value) -> {
            if (!name.endsWith(".port")) {
                assertThat(meaning(shown.getOrDefault(name, ""))).as(name).isEqualTo(meaning(value));
            }
        });
        assertThat(shown).containsEntry("tandem.address", "127.0.0.1").containsEntry("tandem.console.port", "0");
    }

    /** Durations may be written in more ways than one. */
    private static Object meaning(String value) {
        return value.matches("[0-9]+(ns|us|ms|s|m|h|d)") ? DurationStyle.detectAndParse(value) : value;
    }

    @Test
    void theConfiguration_isWhatTheServiceRunsWith_andHidesSecrets() throws Exception {
        try (Running other = new Running(
                "--tandem.models=virtual-thread",
                "--tandem.server.request-timeout=PT1.5S",
                "--tandem.server.max-wait=90m",
                "--tandem.server.max-body-size=1536B",
                "--tandem.channels.max-history-memory=2048KB",
                "--tandem.channels.rules[0].pattern=a-*",
                "--tandem.channels.rules[0].history-age=48h",
                "--tandem.queues.rules[0].pattern=b-*",
                "--tandem.queues.rules[0].order=priority",
                "--tandem.tasks.fetch.allowed=*.example.com:443,api.example.com:*,[::1]:8080",
                "--tandem.tasks.fetch.allowed-networks=10.0.0.0/8,fd00::/8",
                "--tandem.tasks.resolve.servers=192.0.2.53,[2001:db8::53]:5353",
                "--tandem.tasks.process.commands.list.program=/bin/ls",
                "--tandem.tasks.process.commands.list.argument-patterns=[a-z]+",
                "--tandem.tasks.process.commands.list.environment[LC_ALL]=C",
                "--tandem.tasks.process.commands.Get_Token.program=/bin/ls",
                "--tandem.work.upstream=http://127.0.0.1:9000/work")) {
            Map<String, String> shown = configuration(other.get(other.ofConsole("/configuration")));

            assertThat(shown)
                    .containsEntry("tandem.models", "virtual-thread")
                    .containsEntry("tandem.server.request-timeout", "1500ms")
                    .containsEntry("tandem.server.max-wait", "90m")
                    .containsEntry("tandem.server.max-body-size", "1536B")
                    .containsEntry("tandem.channels.max-history-memory", "2MB")
                    .containsEntry("tandem.channels.rules[0].pattern", "a-*")
                    .containsEntry("tandem.channels.rules[0].history-age", "48h")
                    .containsEntry("tandem.channels.rules[0].history-size", "100")
                    .containsEntry("tandem.queues.rules[0].order", "priority")
                    .containsEntry("tandem.queues.rules[0].max-items", "")
                    .containsEntry("tandem.tasks.fetch.allowed", "*.example.com:443,api.example.com:*,[::1]:8080")
                    .containsEntry("tandem.tasks.fetch.allowed-networks", "10.0.0.0/8,fd00:0:0:0:0:0:0:0/8")
                    .containsEntry("tandem.tasks.resolve.servers", "192.0.2.53:53,[2001:db8:0:0:0:0:0:53]:5353")
                    .containsEntry("tandem.tasks.process.commands.list.program", "/bin/ls")
                    .containsEntry("tandem.tasks.process.commands.list.argument-patterns", "[a-z]+")
                    .containsEntry("tandem.tasks.process.commands.list.environment[LC_ALL]", "***")
                    .containsEntry("tandem.tasks.process.commands[Get_Token].program", "***")
                    .containsEntry("tandem.work.upstream", "http://127.0.0.1:9000/work")
                    .doesNotContainKeys("tandem.channels.rules", "tandem.tasks.process.commands");
        }
    }

    /** In the order in which it stands there. */
    private static Map<String, String> configuration(HttpResponse<String> response) {
        Map<String, String> shown = new LinkedHashMap<>();
        json(response).properties().forEach(property -> {
            assertThat(property.getValue().isString()).isTrue();
            shown.put(property.getKey(), property.getValue().asString());
        });
        return shown;
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /nothing,                  404, route_unknown",
        "POST,   /nothing,                  404, route_unknown",
        "GET,    /livez/,                   404, route_unknown",
        "GET,    /actuator/env,             404, route_unknown",
        "GET,    /actuator/heapdump,        404, route_unknown",
        "POST,   /actuator/shutdown,        404, route_unknown",
        "GET,    /actuator/metrics/nothing, 404, route_unknown",
        "GET,    /actuator/health/nothing,  404, route_unknown",
        "POST,   /livez,                    405, method_not_allowed",
        "POST,   /configuration,            405, method_not_allowed",
        "DELETE, /actuator/health,          405, method_not_allowed",
        "PUT,    /actuator/prometheus,      405, method_not_allowed",
        "GET,    /actuator/metrics/jvm.memory.used?tag=x, 400, request_malformed",
    })
    void aRefusal_isAProblem(String method, String path, int status, String code) throws Exception {
        HttpResponse<String> response = running.send(method, running.ofConsole(path));

        assertProblem(response, status, code);
        if (status == 405) {
            assertThat(response.headers().firstValue("Allow")).hasValue("GET");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/readyz", "/actuator/prometheus", "/nothing"})
    void aHostThatIsNotItsOwn_isAProblem(String path) throws Exception {
        try (Socket socket = connect(running.server().consolePort())) {
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .formatted(path)
                            .getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertThat(answer)
                    .startsWith("HTTP/1.1 403")
                    .contains("application/problem+json")
                    .contains("\"code\":\"host_not_allowed\"")
                    .contains("\"value\":\"evil.example\"");
        }
    }

    @Test
    void aRepresentationThatThereIsNot_isAProblem() throws Exception {
        assertProblem(
                running.send("GET", running.ofConsole("/actuator/prometheus"), "Accept", "image/png"),
                406,
                "accept_unsupported");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GARBAGE\r\n\r\n", "GET /| HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"})
    void whatIsNotHttp_isAProblem(String bytes) throws Exception {
        try (Socket socket = connect(running.server().consolePort())) {
            socket.getOutputStream().write(bytes.getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .contains("\"code\":\"request_malformed\"");
        }
    }

    @Test
    void head_hasTheHeadersOfGetAndNoBody() throws Exception {
        HttpResponse<String> head = running.send("HEAD", running.ofConsole("/readyz"));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .isEqualTo(get("/readyz").headers().firstValue("Content-Length"));
    }

    @Test
    void itAnswers_whileBothModelsTakeNoMoreConnections() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (Running full = new Running("--tandem.server.max-connections=1", "--tandem.server.backlog=1")) {
            for (Model model : Model.values()) {
                connectUntilFull(full.server().port(model), sockets);
            }
            assertThat(full.get(full.ofConsole("/livez")).statusCode()).isEqualTo(200);
            assertThat(full.get(full.ofConsole("/readyz")).statusCode()).isEqualTo(200);
            assertThat(full.get(full.ofConsole("/actuator/prometheus")).statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void itAnswers_whileBothModelsDrain_andGoesLast() throws Exception {
        Map<Model, Socket> underWay = new EnumMap<>(Model.class);
        try (Running draining = new Running()) {
            for (Model model : Model.values()) {
                underWay.put(model, beginToPublish(draining.server().port(model)));
            }
            URI livez = draining.ofConsole("/livez");
            CompletableFuture<Void> closed = CompletableFuture.runAsync(draining.server()::close);

            await().atMost(SOON)
                    .until(() -> draining.get(draining.ofConsole("/readyz")).statusCode() == 503);
            assertProblem(draining.get(draining.ofConsole("/readyz")), 503, "draining");
            assertThat(draining.get(livez).statusCode()).isEqualTo(200);
            assertThat(json(draining.get(draining.ofConsole("/actuator/health")))
                            .path("status")
                            .asString(""))
                    .isEqualTo("OUT_OF_SERVICE");
            assertThat(draining.get(draining.ofConsole("/actuator/prometheus")).statusCode())
                    .isEqualTo(200);
            assertThat(closed).isNotDone();

            for (Socket socket : underWay.values()) {
                socket.getOutputStream().write("1".getBytes(US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                        .startsWith("HTTP/1.1 201");
            }
            await().atMost(SOON).until(closed::isDone);
            assertThatThrownBy(() -> draining.get(livez)).isInstanceOf(ConnectException.class);
        } finally {
            for (Socket socket : underWay.values()) {
                socket.close();
            }
        }
    }

    /** A request whose last byte has still to come, and which the server has seen. */
    private static Socket beginToPublish(int port) throws IOException {
        Socket socket = connect(port);
        socket.getOutputStream().write("""
                        POST /v1/channels/numbers/messages HTTP/1.1\r
                        Host: localhost\r
                        Content-Type: application/json\r
                        Expect: 100-continue\r
                        Content-Length: 2\r
                        \r
                        """.getBytes(US_ASCII));
        var lines = new StringBuilder();
        while (lines.indexOf("\r\n\r\n") < 0) {
            lines.append((char) socket.getInputStream().read());
        }
        assertThat(lines.toString()).startsWith("HTTP/1.1 100");
        socket.getOutputStream().write("1".getBytes(US_ASCII));
        return socket;
    }

    /** Leaves no room in the backlog either: the system does not answer any more. */
    private static void connectUntilFull(int port, List<Socket> sockets) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < 10; i++) {
            Socket socket = new Socket();
            sockets.add(socket);
            try {
                socket.connect(address, 500);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new AssertionError("ten connections, and still room");
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return running.get(running.ofConsole(path));
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asString("")).isEqualTo(code);
        assertThat(problem.path("type").asString("")).isEqualTo("urn:tandem:problem:" + code);
    }
}
