package dev.tandem;

import dev.tandem.core.Model;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** The whole service on any ports, and a client. */
final class Running implements AutoCloseable {
    private final TandemServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Running(String... arguments) {
        server = TandemServer.start(context -> {}, onAnyPorts(arguments));
    }

    /** The arguments, with the system's choice for each port that they do not set. */
    static String[] onAnyPorts(String... arguments) {
        return Stream.concat(
                        Stream.of("event-loop", "virtual-thread", "console")
                                .map("--tandem.%s.port="::formatted)
                                .filter(port -> Stream.of(arguments).noneMatch(argument -> argument.startsWith(port)))
                                .map(port -> port + "0"),
                        Stream.of(arguments).filter(argument -> !argument.isEmpty()))
                .toArray(String[]::new);
    }

    TandemServer server() {
        return server;
    }

    URI of(Model model, String path) {
        return uri(server.port(model), path);
    }

    URI ofConsole(String path) {
        return uri(server.consolePort(), path);
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return send("GET", uri);
    }

    HttpResponse<String> send(String method, URI uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> publish(Model model, String channel, String json) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(of(model, "/v1/channels/" + channel + "/messages"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Spawns a task, and waits for its end. */
    void spawn(Model model, String json) throws IOException, InterruptedException {
        HttpResponse<String> spawned = client.send(
                HttpRequest.newBuilder(of(model, "/v1/tasks?wait=20s"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
        if (spawned.statusCode() != 200) {
            throw new AssertionError(spawned.body());
        }
    }

    /** The lines of an event stream as they come; closing it leaves the stream. */
    Stream<String> events(Model model, String channel) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(of(model, "/v1/channels/" + channel + "/events"))
                                .build(),
                        BodyHandlers.ofLines())
                .body();
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
    }
}
