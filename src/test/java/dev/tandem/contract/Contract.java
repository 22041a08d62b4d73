package dev.tandem.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One behaviour of the API, to be extended once for each model. After each test its clients are closed, and
 * {@link Invariants} looks at what they have left behind.
 */
@ExtendWith(Invariants.class)
abstract class Contract implements ModelUnderTest {
    static final Duration SOON = Duration.ofSeconds(10);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(SOON)
            .build();
    private static final AtomicInteger CHANNELS = new AtomicInteger();

    private final Deque<AutoCloseable> clients = new ArrayDeque<>();

    /** A channel that no other test uses. */
    final String channel = newChannel("c");

    /** The server; another one where a test needs other limits. */
    Service service() {
        return Service.shared(Service.Variant.STANDARD);
    }

    final int port() {
        return service().port(model());
    }

    static String newChannel(String prefix) {
        return prefix + "-" + CHANNELS.incrementAndGet();
    }

    static HttpClient httpClient() {
        return CLIENT;
    }

    final URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port() + target);
    }

    /** A request by a well-behaved client. */
    final Reply http(String method, String target, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(target))
                .timeout(SOON)
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    final Reply get(String target, String... headers) {
        return http("GET", target, new byte[0], headers);
    }

    final Reply post(String target, String contentType, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = contentType;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return http("POST", target, body.getBytes(UTF_8), all);
    }

    /** Publishes to this test's channel, and is sure of it. */
    final Reply publish(String text) {
        return publish(channel, text);
    }

    final Reply publish(String to, String text) {
        Reply reply = post(messages(to), "text/plain", text);
        assertThat(reply.status()).as("%s", reply).isEqualTo(201);
        return reply;
    }

    static String messages(String ofChannel) {
        return "/v1/channels/" + ofChannel + "/messages";
    }

    /** A connection that speaks no language yet. */
    final RawConnection connect() {
        return closeLater(new RawConnection(port()));
    }

    /** What a raw request is answered. */
    final Reply raw(String request) {
        RawConnection connection = connect();
        connection.trySend(request.getBytes(ISO_8859_1));
        return connection.reply();
    }

    final EventClient stream(String target, String... fields) {
        return closeLater(new EventClient(connect(), streamRequest(target, fields)));
    }

    static String streamRequest(String target, String... fields) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** An event stream of this test's channel. */
    final EventClient events(String query, String... fields) {
        return stream("/v1/channels/" + channel + "/events" + query, fields);
    }

    final RawWebSocket webSocket(String query) {
        return closeLater(new RawWebSocket(connect(), "/v1/channels/" + channel + "/ws" + query));
    }

    final <T extends AutoCloseable> T closeLater(T client) {
        clients.push(client);
        return client;
    }

    final void closeClients() throws Exception {
        while (!clients.isEmpty()) {
            clients.pop().close();
        }
    }

    final void assertProblem(Reply reply, ProblemCode code, String detail) {
        assertProblem(reply, code);
        assertThat(reply.json().path("detail").asString()).isEqualTo(detail);
    }

    final void assertProblem(Reply reply, ProblemCode code) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(code.status());
        assertThat(reply.header("Content-Type")).contains("application/problem+json");
        assertThat(reply.header("Content-Length")).contains("" + reply.body().length);
        assertThat(reply.header("Tandem-Model")).contains(model().text());
        assertThat(reply.code()).isEqualTo(code.code());
        assertThat(reply.json().path("title").asString()).isEqualTo(code.title());
        assertThat(reply.json().path("type").asString()).isEqualTo("urn:tandem:problem:" + code.code());
        assertThat(reply.json().path("status").asInt()).isEqualTo(code.status());
    }
}
