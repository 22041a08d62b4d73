package dev.tandem.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EventLoopChecks.class)
class RequestGuardTest {
    private static Serving serving;

    @BeforeAll
    static void serve() {
        serving = new Serving("--tandem.server.request-timeout=300ms", "--tandem.server.keep-alive-timeout=1s");
    }

    @AfterAll
    static void stop() {
        serving.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BAD\r\n\r\n",
                "GET /livez HTTP/1.1\r\n\r\n",
                "GET /livez HTTP/2.0\r\nHost: a\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a:port\r\n\r\n",
                "GET livez HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://b/livez HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\nExpect: the-unexpected\r\n\r\n",
                "GET /a|b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%c HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
                "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /v1/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "POST /v1/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            })
    void malformed_isAnsweredWithAProblemAndClosed(String request) throws IOException {
        assertRefused(request, "400", "request_malformed");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /, 414, uri_too_long",
        "'GET / HTTP/1.1\r\nHost: a\r\nX: ', 431, headers_too_large",
    })
    void tooLong_isAnsweredWithAProblemAndClosed(String start, String status, String code) throws IOException {
        assertRefused(start + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", status, code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET /livez HTTP/1.1\r\nHost: a\r\n",
                "POST /v1/channels/a/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab",
                "POST /v1/channels/a/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab",
            })
    void halfSent_isAnsweredWhenItsTimeIsOver(String request) throws IOException {
        assertRefused(request, "408", "request_timeout");
    }

    private static String post(String fields) {
        return "POST /v1/channels/a/messages HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n";
    }

    private static void assertRefused(String request, String status, String code) throws IOException {
        try (RawConnection connection = serving.connect().send(request)) {
            assertThat(connection.readToEnd())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsIgnoringCase("\r\nTandem-Model: event-loop\r\n")
                    .containsIgnoringCase("\r\nContent-Type: application/problem+json\r\n")
                    .containsIgnoringCase("\r\nConnection: close\r\n")
                    .contains("\"code\":\"" + code + "\"");
        }
    }

    @Test
    void silent_isClosedWithoutAWord() throws IOException {
        try (RawConnection connection = serving.connect()) {
            assertThat(connection.readToEnd()).isEmpty();
        }
    }

    @Test
    void malformedBehindAPendingRequest_isAnsweredInItsTurn() throws IOException {
        try (RawConnection connection = serving.connect()
                .send("GET /v1/channels/turn/messages?wait=200ms HTTP/1.1\r\nHost: a\r\n\r\nBAD\r\n\r\n")) {
            assertThat(connection.readToEnd())
                    .containsSubsequence("HTTP/1.1 200 ", "\"messages\":[]", "HTTP/1.1 400 ", "request_malformed");
        }
    }

    @Test
    void tooLargeBody_isRefusedBeforeItIsSent() throws IOException {
        try (RawConnection connection =
                serving.connect().send(post("Content-Length: 9999999\r\nExpect: 100-continue"))) {
            assertThat(connection.readToEnd()).startsWith("HTTP/1.1 413 ").contains("payload_too_large");
        }
    }

    @Test
    void tooLargeBodyInChunks_isRefusedWhileTheClientIsStillSending() throws IOException {
        String chunk = "10000\r\n" + "a".repeat(0x10000) + "\r\n";
        try (RawConnection connection =
                serving.connect().send(post("Transfer-Encoding: chunked")).send(chunk.repeat(8))) {
            assertThat(connection.readToEnd()).startsWith("HTTP/1.1 413 ").contains("payload_too_large");
        }
    }

    @Test
    void expectation_isMetBeforeTheBody() throws IOException {
        try (RawConnection connection = serving.connect().send(post("Content-Length: 2\r\nExpect: 100-continue"))) {
            assertThat(connection.readHead()).startsWith("HTTP/1.1 100 ");
            assertThat(connection.send("ab").readHead()).startsWith("HTTP/1.1 201 ");
        }
    }

    @Test
    void absoluteForm_isServed() throws IOException {
        try (RawConnection connection =
                serving.connect().send("GET http://a/livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
            assertThat(connection.readToEnd()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void slowAnswer_isNotTimedOut() throws IOException {
        try (RawConnection connection = serving.connect()
                .send("GET /v1/channels/slow/messages?wait=1200ms HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
            assertThat(connection.readToEnd()).startsWith("HTTP/1.1 200 ");
        }
    }
}
