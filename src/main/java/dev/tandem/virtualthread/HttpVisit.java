package dev.tandem.virtualthread;

import dev.tandem.core.task.FetchError;
import dev.tandem.core.work.FetchException;
import dev.tandem.httpclient.HttpCalls;
import dev.tandem.httpclient.HttpHead;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * One request over one connection of its own, and the response to it: Apache's HttpClient with nothing of what it does by
 * itself, as redirects are decided by us, and the rest would make two responses out of one or one out of two.
 *
 * <p>There are no timeouts here. Whoever waits sets himself a {@link Deadline}: a virtual thread that is interrupted in a
 * socket finds it closed.
 */
final class HttpVisit implements AutoCloseable {
    private static final HttpConnectionFactory<ManagedHttpClientConnection> CONNECTIONS =
            ManagedHttpClientConnectionFactory.builder()
                    .responseParserFactory(HttpHead::parser)
                    .build();

    private static final RequestConfig REQUEST = RequestConfig.custom()
            .setProtocolUpgradeEnabled(false)
            .setAuthenticationEnabled(false)
            .build();

    private static final ConnectionConfig CONNECTION = ConnectionConfig.custom()
            .setConnectTimeout(Timeout.DISABLED)
            .setSocketTimeout(Timeout.DISABLED)
            .build();

    private final CloseableHttpClient client;
    private final ClassicHttpResponse response;

    private HttpVisit(CloseableHttpClient client, ClassicHttpResponse response) {
        this.client = client;
        this.response = response;
    }

    /** Sends the request and waits for the head of the response. */
    static HttpVisit get(URI url, DnsResolver addresses) throws IOException {
        CloseableHttpClient client = client(addresses);
        try {
            var request = new HttpGet(URI.create(url.toASCIIString()));
            request.setHeader(HttpHeaders.ACCEPT, "*/*");
            request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            request.setHeader(HttpHeaders.CONNECTION, "close");
            return new HttpVisit(client, client.executeOpen(null, request, null));
        } catch (IOException | RuntimeException | Error e) {
            client.close(CloseMode.IMMEDIATE);
            throw e;
        }
    }

    private static CloseableHttpClient client(DnsResolver addresses) {
        Lookup<TlsSocketStrategy> tls = RegistryBuilder.<TlsSocketStrategy>create()
                .register(URIScheme.HTTPS.id, new Tls(new DefaultClientTlsStrategy(trust())))
                .build();
        var connection = BasicHttpClientConnectionManager.create(null, addresses, tls, CONNECTIONS);
        connection.setConnectionConfig(CONNECTION);
        return HttpClientBuilder.create()
                .setConnectionManager(connection)
                .setRoutePlanner(new DefaultRoutePlanner(null))
                .setDefaultRequestConfig(REQUEST)
                .setUserAgent("tandem")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    /** What the JVM trusts by default. */
    private static SSLContext trust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JVM's default SSL context cannot be made", e);
        }
    }

    int status() {
        return response.getCode();
    }

    /** All values of a field, in their order. */
    List<String> values(String field) {
        return Stream.of(response.getHeaders(field)).map(Header::getValue).toList();
    }

    /** How long the body is, as the head tells; negative if it does not. */
    long announcedLength() {
        return response.getEntity() == null ? 0 : response.getEntity().getContentLength();
    }

    /** The body, to be read once. */
    InputStream body() throws IOException {
        return response.getEntity() == null
                ? InputStream.nullInputStream()
                : response.getEntity().getContent();
    }

    /** What it means that there is no response. */
    static FetchError errorOf(Exception failure) {
        return switch (failure) {
            case UnknownHostException unknown when unknown.getCause() instanceof FetchException known -> known.error();
            default -> HttpCalls.errorOf(failure);
        };
    }

    /** Whatever has not been read by now is not waited for, as it would be if the response were closed. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    /** A handshake that fails in whatever way is a failure of TLS, and not of the connection. */
    private record Tls(TlsSocketStrategy strategy) implements TlsSocketStrategy {
        @Override
        public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
                throws IOException {
            try {
                return strategy.upgrade(socket, target, port, attachment, context);
            } catch (SSLException e) {
                throw e;
            } catch (IOException e) {
                throw new SSLException("The handshake was not completed", e);
            }
        }
    }
}
