package dev.tandem.eventloop;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.task.FetchError;
import dev.tandem.core.work.CallSettings;
import dev.tandem.core.work.FetchException;
import dev.tandem.core.work.UpstreamReply;
import dev.tandem.metrics.PoolGauges;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Calls the upstream with a library that knows no other way than to block, as a loop has to: each call keeps a thread of a
 * pool for as long as it takes, and as many are made at a time as there are threads. What can be cancelled is in the hands of
 * the library: here it closes the connection.
 */
final class BlockingClient implements AutoCloseable {
    private static final TimeValue KEEP = TimeValue.ofSeconds(30);
    private static final int PIECE = 2 * 1024;

    private final CallSettings settings;
    private final Pool pool;
    private final CloseableHttpClient client;
    private volatile boolean closed;

    BlockingClient(CallSettings settings) {
        this.settings = settings;
        pool = Pool.queueing("blocking", settings.blockingThreads(), settings.maxQueued());
        Timeout timeout = Timeout.of(settings.timeout());
        client = HttpClientBuilder.create()
                .setConnectionManager(connections(settings, timeout))
                .setRoutePlanner(new DefaultRoutePlanner(null))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout)
                        .setConnectionKeepAlive(KEEP)
                        .build())
                .setRetryStrategy(new OnceMore())
                .setUserAgent("tandem")
                .setDefaultHeaders(List.of(new BasicHeader(HttpHeaders.ACCEPT, "*/*")))
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    private static PoolingHttpClientConnectionManager connections(CallSettings settings, Timeout timeout) {
        int max = Math.min(settings.blockingThreads(), settings.maxConnections());
        return PoolingHttpClientConnectionManagerBuilder.create()
                // Without a lock that a loop would have to wait for when it cancels.
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .build())
                .setMaxConnTotal(max)
                .setMaxConnPerRoute(max)
                .build();
    }

    /** @return fails with {@code upstream_failed}, {@code upstream_timeout}, {@code pool_saturated} */
    Mono<UpstreamReply> call(URI url) {
        return Mono.defer(() -> {
                    var request = new HttpGet(url);
                    return pool.call(() -> client.execute(request, BlockingClient::read))
                            .doFinally(end -> cancelIf(end == SignalType.CANCEL, request));
                })
                .onErrorMap(this::meaning);
    }

    /** When nobody listens any more: what the call comes to is a failure. */
    private static void cancelIf(boolean cancelled, HttpGet request) {
        if (cancelled) {
            request.cancel();
        }
    }

    private static UpstreamReply read(ClassicHttpResponse response) throws IOException {
        HttpEntity body = response.getEntity();
        return new UpstreamReply(response.getCode(), body == null ? 0 : length(body.getContent()));
    }

    private static long length(InputStream body) throws IOException {
        byte[] piece = new byte[PIECE];
        long length = 0;
        for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
            length += read;
        }
        return length;
    }

    private Throwable meaning(Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return Problem.of(
                            ProblemCode.POOL_SATURATED,
                            "There is no room for more calls that block (tandem.work.max-queued-calls)")
                    .asException();
        }
        return errorOf(failure).<Throwable>map(settings::problem).orElse(failure);
    }

    private static Optional<FetchError> errorOf(Throwable failure) {
        return switch (failure) {
            case ConnectionRequestTimeoutException _ -> Optional.of(FetchError.TIMEOUT);
            case ClientProtocolException _ -> Optional.of(FetchError.PROTOCOL_ERROR);
            default -> FetchException.errorOf(failure, true);
        };
    }

    void watch(PoolGauges gauges) {
        pool.watch(gauges);
    }

    @Override
    public void close() {
        closed = true;
        pool.close();
        client.close(CloseMode.IMMEDIATE);
    }

    /** What is made once more is a call whose connection has ended, and not one that has been answered, with whichever status. */
    private final class OnceMore extends DefaultHttpRequestRetryStrategy {
        OnceMore() {
            super(1, TimeValue.ZERO_MILLISECONDS);
        }

        @Override
        public boolean retryRequest(HttpRequest request, IOException failure, int count, HttpContext context) {
            return !closed && super.retryRequest(request, failure, count, context);
        }

        @Override
        public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
            return false;
        }
    }
}
