package dev.tandem.virtualthread;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.work.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the library is kept from doing by itself. */
class HttpVisitTest {
    private static final DnsResolver LOOPBACK = new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) {
            return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    };

    private static final DnsResolver NOWHERE = new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    };

    private static ScriptedServer answering(String head) throws IOException {
        return ScriptedServer.answering(head + "\r\nContent-Length: 4\r\n\r\nbody");
    }

    @ParameterizedTest
    @CsvSource({
        "//x, //x",
        "/a//b/../c/./d, /a//b/../c/./d",
        "/%7euser/%2e%2E, /%7euser/%2e%2E",
        "/ä?ö=ü, /%C3%A4?%C3%B6=%C3%BC",
        "/?, /?",
        "/?a=b+c&&=, /?a=b+c&&=",
        "/;p=1:@!$'()*, /;p=1:@!$'()*"
    })
    void theTarget_isSentAsItIs(String target, String sent) throws IOException {
        try (var server = answering("HTTP/1.1 200 OK");
                var visit = HttpVisit.get(server.url(target), LOOPBACK)) {
            assertThat(visit.status()).isEqualTo(200);
            assertThat(server.requests().getFirst()).startsWith("GET " + sent + " HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"name.example", "NAME.example.", "xn--bcher-kva.example"})
    void theHost_isAskedOfTheResolver_andNobodyElse(String host) throws IOException {
        try (var server = answering("HTTP/1.1 200 OK");
                var visit = HttpVisit.get(server.url(host, "/"), LOOPBACK)) {
            assertThat(visit.status()).isEqualTo(200);
            assertThat(server.requests().getFirst()).containsIgnoringCase("\r\nhost: " + host + ":" + server.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "localhost"})
    void addressesAndTheLocalHost_areAskedOfTheResolverToo(String host) throws IOException {
        try (var server = answering("HTTP/1.1 200 OK")) {
            URI url = server.url(host, "/");
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> HttpVisit.get(url, NOWHERE)))
                    .isInstanceOf(UnknownHostException.class);
            assertThat(server.accepted()).isZero();
        }
    }

    @Test
    void aProxyOfTheSystem_isNotUsed() throws IOException {
        try (var proxy = answering("HTTP/1.1 502 Proxy");
                var server = answering("HTTP/1.1 200 OK")) {
            System.setProperty("http.proxyHost", "127.0.0.1");
            System.setProperty("http.proxyPort", "" + proxy.port());
            System.setProperty("http.nonProxyHosts", "");
            try (var visit = HttpVisit.get(server.url("name.example", "/"), LOOPBACK)) {
                assertThat(visit.status()).isEqualTo(200);
            } finally {
                System.clearProperty("http.proxyHost");
                System.clearProperty("http.proxyPort");
                System.clearProperty("http.nonProxyHosts");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "401 No\r\nWWW-Authenticate: Basic realm=x",
                "503 Later\r\nRetry-After: 1",
                "408 Slow",
                "429 Many"
            })
    void nothingIsAskedForTwice(String statusAndFields) throws IOException {
        try (var server = answering("HTTP/1.1 " + statusAndFields);
                var visit = HttpVisit.get(server.url("/"), LOOPBACK)) {
            assertThat(visit.status()).isEqualTo(Integer.parseInt(statusAndFields.substring(0, 3)));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void bytesOfFields_areLatin1() throws IOException {
        try (var server = answering("HTTP/1.1 200 OK\r\nX: \u00e9\u00ff\tz\r\nx:   two  \r\nY:");
                var visit = HttpVisit.get(server.url("/"), LOOPBACK)) {
            assertThat(visit.values("x")).containsExactly("\u00e9\u00ff\tz", "two");
            assertThat(visit.values("y")).containsExactly("");
        }
    }

    @Test
    void aBodyInAnotherCoding_isLeftInIt() throws IOException {
        try (var server = answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip");
                var visit = HttpVisit.get(server.url("/"), LOOPBACK)) {
            assertThat(new String(visit.body().readAllBytes(), ISO_8859_1)).isEqualTo("body");
            assertThat(visit.values("content-encoding")).containsExactly("gzip");
        }
    }

    @Test
    void cookies_areNotKept() throws IOException {
        try (var server = answering("HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/")) {
            for (int i = 0; i < 2; i++) {
                HttpVisit.get(server.url("/"), LOOPBACK).close();
            }
            assertThat(server.requests())
                    .hasSize(2)
                    .noneMatch(head -> head.toLowerCase(java.util.Locale.ROOT).contains("cookie"));
            assertThat(server.accepted()).isEqualTo(2);
        }
    }
}
