package dev.tandem.eventloop;

import dev.tandem.TandemServer;
import dev.tandem.core.Model;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** The event-loop model on a port of its own, and a client that speaks HTTP well. */
final class Serving implements AutoCloseable {
    private final TandemServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Serving(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--tandem.allowed-hosts=a",
                "--tandem.models=event-loop",
                "--tandem.event-loop.port=0",
                "--tandem.console.port=0"));
        arguments.addAll(List.of(properties));
        server = TandemServer.start(context -> {}, arguments.toArray(String[]::new));
    }

    int port() {
        return server.port(Model.EVENT_LOOP);
    }

    RawConnection connect() throws IOException {
        return new RawConnection(port());
    }

    RawConnection webSocket(String path) throws IOException {
        return RawConnection.webSocket(port(), path);
    }

    String get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build()).body();
    }

    HttpResponse<String> publish(String channel, byte[] payload) throws IOException, InterruptedException {
        return send(request("/v1/channels/" + channel + "/messages")
                .POST(BodyPublishers.ofByteArray(payload))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
