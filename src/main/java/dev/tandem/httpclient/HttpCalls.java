package dev.tandem.httpclient;

import dev.tandem.core.task.FetchError;
import dev.tandem.core.work.FetchException;
import dev.tandem.core.work.UpstreamReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Calls over connections that are kept. Thread-safe. */
public final class HttpCalls implements AutoCloseable {
    /** What a connection that is kept takes up, once for each direction; thousands of them are kept. */
    private static final int BUFFER = 2 * 1024;

    private static final TimeValue CHECK_AFTER = TimeValue.ofSeconds(1);
    private static final TimeValue KEEP = TimeValue.ofSeconds(30);

    private final IntConsumer afterRead;
    private final CloseableHttpClient client;
    private volatile boolean closed;

    /**
     * @param maxConnections the most at a time; a call that finds none waits for one
     * @param silence after which a connect, a read or that wait has failed
     * @param afterRead is told how often a body has been read from so far
     */
    public HttpCalls(int maxConnections, Duration silence, IntConsumer afterRead) {
        this.afterRead = afterRead;
        Timeout timeout = Timeout.of(silence);
        client = HttpClientBuilder.create()
                .setConnectionManager(connections(maxConnections, timeout))
                .setRoutePlanner(new DefaultRoutePlanner(null))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout)
                        .setConnectionKeepAlive(KEEP)
                        .setProtocolUpgradeEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .setRetryStrategy(new OnceMore())
                .setUserAgent("tandem")
                .setDefaultHeaders(List.of(new BasicHeader(HttpHeaders.ACCEPT, "*/*")))
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    private static PoolingHttpClientConnectionManager connections(int max, Timeout timeout) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                // Without a lock that a loop would have to wait for when it cancels.
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom().setBufferSize(BUFFER).build())
                        .responseParserFactory(HttpHead::parser)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .setValidateAfterInactivity(CHECK_AFTER)
                        .build())
                .setMaxConnTotal(max)
                .setMaxConnPerRoute(max)
                .build();
    }

    /** A GET of the URL, to be made. */
    public Call get(URI url) {
        return new Call(new HttpGet(url));
    }

    /** One call, made once. */
    public final class Call {
        private final HttpGet request;

        private Call(HttpGet request) {
            this.request = request;
        }

        /**
         * Waits for the answer.
         *
         * @throws IOException if there is none, or the call was cancelled or the thread interrupted
         */
        public UpstreamReply make() throws IOException {
            return client.execute(request, HttpCalls.this::read);
        }

        /** From any thread: closes the connection, and so ends the wait. */
        public void cancel() {
            request.cancel();
        }
    }

    private UpstreamReply read(ClassicHttpResponse response) throws IOException {
        HttpEntity body = response.getEntity();
        return new UpstreamReply(response.getCode(), body == null ? 0 : length(body.getContent()));
    }

    private long length(InputStream body) throws IOException {
        byte[] piece = new byte[BUFFER];
        long length = 0;
        int reads = 0;
        for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
            length += read;
            afterRead.accept(++reads);
            // A read that need not wait does not notice.
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException();
            }
        }
        return length;
    }

    /** What it means that there is no answer, from whichever client. */
    public static FetchError errorOf(Exception failure) {
        return switch (failure) {
            case ConnectionRequestTimeoutException _ -> FetchError.TIMEOUT;
            // The pool's own clock may be ahead of whoever waits for it.
            case RequestFailedException failed when failed.getCause() instanceof TimeoutException -> FetchError.TIMEOUT;
            case TruncatedChunkException _ -> FetchError.CLOSED_EARLY;
            case MalformedChunkCodingException _, ClientProtocolException _, MessageConstraintException _ ->
                FetchError.PROTOCOL_ERROR;
            default -> FetchException.errorOf(failure, isConnected(failure)).orElseThrow();
        };
    }

    /** What goes wrong with a connection that there is has no class of its own. */
    private static boolean isConnected(Exception failure) {
        return !(failure instanceof SocketException) || failure.getClass() == SocketException.class;
    }

    /** Whoever still waits finds the connection closed. */
    @Override
    public void close() {
        closed = true;
        client.close(CloseMode.IMMEDIATE);
    }

    /**
     * A connection that has been kept may be closed by the other side at any moment. A call that finds it so has not been
     * heard, and is made once more (RFC 9112, 9.3.1).
     */
    private final class OnceMore implements HttpRequestRetryStrategy {
        @Override
        public boolean retryRequest(HttpRequest request, IOException failure, int count, HttpContext context) {
            boolean ended = failure instanceof ConnectionClosedException || failure instanceof SocketException;
            return ended && count == 1 && wasKept(context) && isStillWanted();
        }

        private boolean isStillWanted() {
            return !closed && !Thread.currentThread().isInterrupted();
        }

        private static boolean wasKept(HttpContext context) {
            EndpointDetails connection = HttpClientContext.cast(context).getEndpointDetails();
            return connection != null && connection.getRequestCount() > 1;
        }

        @Override
        public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
            return false;
        }

        @Override
        public TimeValue getRetryInterval(HttpResponse response, int count, HttpContext context) {
            return TimeValue.ZERO_MILLISECONDS;
        }
    }
}
