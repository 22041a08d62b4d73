package dev.tandem.eventloop;

import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.Connection;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Feed;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.BiFunction;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The head of an event stream or of lines of JSON. Spring commits the head and Reactor Netty sends it; the body is the
 * connection's.
 */
final class StreamResponse extends Response {
    private final StreamPlan plan;
    private final Feed feed;
    private final StreamConnection connection;

    private StreamResponse(StreamPlan plan, Feed feed, StreamConnection connection) {
        super(HttpStatus.OK.value());
        this.plan = plan;
        this.feed = feed;
        this.connection = connection;
    }

    /**
     * Opens a stream.
     *
     * @param open has the connection join what the plan says
     * @throws dev.tandem.core.problem.ProblemException if it may not
     */
    static StreamResponse open(
            Call call, StreamPlan plan, Streams streams, BiFunction<StreamPlan, Connection, Feed> open) {
        var connection =
                new StreamConnection(streams, call.channel(), plan, framing(Natives.response(call.exchange())));
        return new StreamResponse(plan, open.apply(plan, connection), connection);
    }

    /** HTTP/1.0 knows no chunks: there the end of the connection is the end of the body. */
    static Framing framing(HttpServerResponse response) {
        return response.version().equals(HttpVersion.HTTP_1_0) ? Framing.NONE : Framing.CHUNK;
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        HttpServerResponse netty = Natives.response(exchange);
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, plan.contentType());
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.set("X-Accel-Buffering", "no");
        headers.set("Tandem-Position", feed.start());
        if (framing(netty) == Framing.NONE) {
            netty.chunkedTransfer(false).keepAlive(false);
        }
        return exchange.getResponse()
                .setComplete()
                .then(Mono.defer(() -> netty.sendHeaders().then()))
                .then(Mono.<Void>create(sink -> connection.start(feed, sink)))
                .doFinally(signal -> connection.disconnect(DisconnectReason.CLIENT_CLOSED));
    }
}
