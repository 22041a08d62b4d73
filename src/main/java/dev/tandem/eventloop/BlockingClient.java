package dev.tandem.eventloop;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.work.CallSettings;
import dev.tandem.core.work.UpstreamReply;
import dev.tandem.httpclient.HttpCalls;
import dev.tandem.metrics.PoolGauges;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Calls the upstream with a library that knows no other way than to block, as a loop has to: each call keeps a thread of a
 * pool for as long as it takes, and as many are made at a time as there are threads. What can be cancelled is in the hands of
 * the library: here it closes the connection.
 */
final class BlockingClient implements AutoCloseable {
    private final CallSettings settings;
    private final Pool pool;
    private final HttpCalls calls;

    BlockingClient(CallSettings settings) {
        this.settings = settings;
        pool = Pool.queueing("blocking", settings.blockingThreads(), settings.maxQueued());
        calls = new HttpCalls(settings.maxConnections(), settings.timeout(), reads -> {});
    }

    /** @return fails with {@code upstream_failed}, {@code upstream_timeout}, {@code pool_saturated} */
    Mono<UpstreamReply> call(URI url) {
        return Mono.defer(() -> {
                    HttpCalls.Call call = calls.get(url);
                    return pool.call(call::make).doFinally(end -> cancelIf(end == SignalType.CANCEL, call));
                })
                .onErrorMap(this::meaning);
    }

    /** When nobody listens any more: what the call comes to is a failure. */
    private static void cancelIf(boolean cancelled, HttpCalls.Call call) {
        if (cancelled) {
            call.cancel();
        }
    }

    private Throwable meaning(Throwable failure) {
        return switch (failure) {
            case RejectedExecutionException _ ->
                Problem.of(
                                ProblemCode.POOL_SATURATED,
                                "There is no room for more calls that block (tandem.work.max-queued-calls)")
                        .asException();
            case IOException io -> settings.problem(HttpCalls.errorOf(io));
            default -> failure;
        };
    }

    void watch(PoolGauges gauges) {
        pool.watch(gauges);
    }

    @Override
    public void close() {
        pool.close();
        calls.close();
    }
}
