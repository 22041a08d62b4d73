package dev.tandem.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service behind the service. */
class UpstreamTest {
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 128\r\n\r\n" + "x".repeat(128);

    private final Upstream upstream = new Upstream();

    @AfterEach
    void close() {
        upstream.close();
    }

    private Socket connect() throws IOException {
        return new Socket(upstream.url().getHost(), upstream.url().getPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String get(String query) {
        return "GET /%s HTTP/1.1\r\nHost: a\r\n\r\n".formatted(query);
    }

    private static void assertAnswered(Socket socket) throws IOException {
        assertThat(new String(socket.getInputStream().readNBytes(ANSWER.length()), US_ASCII))
                .isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @CsvSource({
        "'',           0",
        "?ms=0,        0",
        "?ms=50,       50",
        "?a=b&ms=50,   50",
        "?ms=50&a=b,   50",
        "?xms=50,      0",
        "?ms=x,        0",
        "?ms=,         0",
        "?ms=-1,       0"
    })
    void itAnswersAfterThatTime(String query, long millis) throws IOException {
        try (Socket socket = connect()) {
            for (int i = 0; i < 2; i++) {
                long begin = System.nanoTime();
                send(socket, get(query));
                assertAnswered(socket);

                assertThat(System.nanoTime() - begin)
                        .isGreaterThanOrEqualTo(Duration.ofMillis(millis).toNanos());
            }
        }
    }

    @Test
    void whoWaits_keepsNobodyElseWaiting() throws IOException {
        try (Socket slow = connect();
                Socket quick = connect()) {
            send(slow, get("?ms=100"));
            send(quick, get("?ms=0"));
            assertAnswered(quick);
            assertThat(slow.getInputStream().available()).isZero();
            assertAnswered(slow);
        }
    }

    @Test
    void whatIsLate_isTold_once() throws IOException {
        try (Socket socket = connect()) {
            send(socket, get("?ms=1") + get("?ms=0"));
            assertAnswered(socket);
            assertAnswered(socket);
            assertThat(upstream.takeLateness().getTotalCount()).isEqualTo(1);
            assertThat(upstream.takeLateness().getTotalCount()).isZero();
        }
    }

    @Test
    void aBodyIsTakenAndIgnored() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get(""));
            assertAnswered(socket);
            assertAnswered(socket);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rubbish\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"})
    void whatIsNotHttp_isCutOff(String text) throws IOException {
        try (Socket socket = connect()) {
            send(socket, text);
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @Test
    void whoLeavesBeforeTheAnswer_doesNoHarm() throws IOException {
        try (Socket leaves = connect()) {
            send(leaves, get("?ms=50"));
        }
        try (Socket socket = connect()) {
            send(socket, get("?ms=60"));
            assertAnswered(socket);
        }
    }

    @Test
    void closing_endsItsConnections() throws IOException {
        try (Socket socket = connect()) {
            send(socket, get(""));
            assertAnswered(socket);
            upstream.close();
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }
}
