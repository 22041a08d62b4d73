package dev.tandem.virtualthread;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.TandemServer;
import dev.tandem.core.Model;
import dev.tandem.core.Ticker;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.payload.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** This model alone, on a port of its own, and a polite client for it. */
final class Served implements AutoCloseable {
    private final TandemServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    Served(Ticker ticker, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--tandem.allowed-hosts=a",
                "--tandem.models=virtual-thread",
                "--tandem.virtual-thread.port=0",
                "--tandem.console.port=0"));
        all.addAll(List.of(arguments));
        server = TandemServer.start(
                context -> context.registerBean(Ticker.class, () -> ticker), all.toArray(String[]::new));
    }

    int port() {
        return server.port(Model.VIRTUAL_THREAD);
    }

    Client connect() throws IOException {
        return new Client(port());
    }

    /** The whole answer to a target that no polite client would send. */
    String connectAndGet(String target) {
        try (Client client = connect()) {
            client.request("GET " + target, "Connection: close");
            return client.readToEnd();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> get(String target) {
        return send(HttpRequest.newBuilder(uri(target)).build());
    }

    void publish(String channel, String text) {
        var published = send(HttpRequest.newBuilder(uri("/v1/channels/" + channel + "/messages"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(text))
                .build());
        assertThat(published.statusCode()).as(published.body()).isEqualTo(201);
    }

    /** Publishes one after another without looking up; nothing is as fast as this. */
    void burst(String channel, String text, int times) {
        Hub hub = server.root().getBean(Hub.class);
        Payload payload = Payload.of("text/plain", text.getBytes(US_ASCII));
        for (int i = 0; i < times; i++) {
            hub.publish(Model.VIRTUAL_THREAD, new ChannelName(channel), payload, Optional.empty())
                    .join();
        }
    }

    /** Whether the state of a channel says that so many are subscribed by a transport. */
    boolean hasSubscribers(String channel, String transport, int count) {
        return get("/v1/channels/" + channel).body().contains("\"virtual-thread\":{")
                && get("/v1/channels/" + channel)
                        .body()
                        .replaceFirst(".*\"virtual-thread\":", "")
                        .contains("\"" + transport + "\":" + count);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port() + target);
    }

    @Override
    public void close() {
        server.close();
        http.close();
    }
}
