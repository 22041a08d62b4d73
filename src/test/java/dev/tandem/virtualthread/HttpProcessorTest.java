package dev.tandem.virtualthread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.SystemTicker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Tomcat, left to itself, would answer with a page in HTML, or not at all. */
class HttpProcessorTest {
    private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(700);
    private static final SystemTicker TICKER = new SystemTicker();

    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served(TICKER, "--tandem.server.request-timeout=" + REQUEST_TIMEOUT.toMillis() + "ms");
    }

    @AfterAll
    static void stop() {
        served.close();
        TICKER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /li",
                "GET /livez HTTP/1.1\r\nHost: local",
                "POST /v1/channels/half/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc"
            })
    void halfARequest_isAnsweredWhenItsTimeIsOver(String half) throws IOException {
        try (Client client = served.connect()) {
            client.send(half);
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 408")
                    .contains("Tandem-Model: virtual-thread\r\n", "Connection: close\r\n", "\"request_timeout\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: 1000\r\n\r\n"})
    void requestThatTrickles_hasOneDeadlineForAllOfIt(String endOfHead) throws IOException {
        long everyMillis = REQUEST_TIMEOUT.toMillis() / 5;
        try (Client client = served.connect();
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            client.send("POST /v1/channels/trickle/messages HTTP/1.1\r\nHost: localhost\r\n" + endOfHead);
            ScheduledFuture<?> trickle =
                    clock.scheduleAtFixedRate(() -> trickle(client), 0, everyMillis, TimeUnit.MILLISECONDS);
            long startNanos = System.nanoTime();

            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 408");
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(REQUEST_TIMEOUT.multipliedBy(5));
            trickle.cancel(false);
        }
    }

    private static void trickle(Client client) {
        try {
            client.send("X: y\r\n");
        } catch (IOException answered) {
            throw new UncheckedIOException(answered); // Which ends the trickle.
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'NONSENSE\r\n\r\n', 400, request_malformed",
        "'GET /livez HTTP/1.1\r\n\r\n', 400, request_malformed",
        "'GET /livez\r\n\r\n', 400, request_malformed",
        "'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, request_malformed",
        "'GET /a|b HTTP/1.1\r\nHost: a\r\n\r\n', 400, request_malformed",
        "'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n', 400, request_malformed",
        "'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 400, request_malformed",
        "'GET /livez HTTP/1.1\r\nHost: a\r\nX y: z\r\n\r\n', 400, request_malformed",
        "'POST /v1/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400, request_malformed",
        "'POST /v1/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n', 400, request_malformed",
        "'POST /v1/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n', 400, request_malformed"
    })
    void whatIsNotARequest_isAProblem(String request, int status, String code) throws IOException {
        try (Client client = served.connect()) {
            client.send(request);
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 " + status)
                    .contains("Tandem-Model: virtual-thread\r\n", "application/problem+json", "\"" + code + "\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"line, 414, uri_too_long", "fields, 431, headers_too_large"})
    void headThatIsTooLarge_isTold(String part, int status, String code) throws IOException {
        String large = "a".repeat(20_000);
        String head = part.equals("line") ? "/" + large + " HTTP/1.1\r\n" : "/livez HTTP/1.1\r\nX: " + large + "\r\n";
        try (Client client = served.connect()) {
            client.send("GET " + head + "Host: localhost\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 " + status).contains("\"" + code + "\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/../livez", "//livez", "/livez;a=b", "/livez/", "/v1/channels/a%2Fb/ws/..", "/%6civez"})
    void target_isLookedUpAsItWasSent(String target) {
        assertThat(served.connectAndGet(target)).startsWith("HTTP/1.1 404").contains("\"value\":\"" + target + "\"");
    }

    @Test
    void preflight_isForTheRoutesToAnswer() throws IOException {
        try (Client client = served.connect()) {
            client.request(
                    "OPTIONS /v1/messages",
                    "Origin: http://localhost",
                    "Access-Control-Request-Method: POST",
                    "Connection: close");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 204").contains("Access-Control-Allow-Methods: POST");
        }
    }

    @Test
    void clientThatAsksFirst_isRefusedBeforeItSends() throws IOException {
        try (Client client = served.connect()) {
            client.request("POST /v1/channels/large/messages", "Content-Length: 3000000", "Expect: 100-continue");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 413").contains("\"payload_too_large\"");
        }
    }
}
