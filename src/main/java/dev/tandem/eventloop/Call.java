package dev.tandem.eventloop;

import dev.tandem.core.Model;
import dev.tandem.core.api.Query;
import dev.tandem.core.api.Refusals;
import dev.tandem.core.api.RequestHead;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.wait.Caller;
import dev.tandem.routing.Route;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.Optional;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A request that has found its operation.
 *
 * @param variables the values of the route's variable segments, percent-encoded
 */
record Call(ServerWebExchange exchange, RequestHead head, Route route, List<String> variables, Query query) {
    private static final String ATTRIBUTE = Call.class.getName();
    private static final AttributeKey<Route> ROUTE = AttributeKey.valueOf(Call.class, "route");
    private static final byte[] NOTHING = {};

    /** Puts this where {@link #of} and {@link #routeOf} find it. */
    void attach() {
        exchange.getAttributes().put(ATTRIBUTE, this);
        channel().attr(ROUTE).set(route);
    }

    /** What this connection is being asked for; nothing if that is not known yet. */
    static Optional<Route> routeOf(Channel channel) {
        return Optional.ofNullable(channel.attr(ROUTE).get());
    }

    /** The request is over. */
    static void forget(Channel channel) {
        channel.attr(ROUTE).set(null);
    }

    /** The call that a request has become; every request that gets past {@link Front} has. */
    static Call of(ServerRequest request) {
        Call call = (Call) request.exchange().getAttributes().get(ATTRIBUTE);
        if (call == null) {
            throw new IllegalStateException("request: " + request + " (expected: one that has a route)");
        }
        return call;
    }

    /** The route of a request that has found one. */
    static Optional<Route> routeOf(ServerWebExchange exchange) {
        return Optional.ofNullable((Call) exchange.getAttributes().get(ATTRIBUTE))
                .map(Call::route);
    }

    /** The value of the path's only, or first, variable. */
    String name() {
        return variables.getFirst();
    }

    /** The value of the path's second variable. */
    String id() {
        return variables.get(1);
    }

    /** Whoever sent this, to be answered on its own loop. */
    Caller caller() {
        return new Caller(Model.EVENT_LOOP, channel().eventLoop());
    }

    Channel channel() {
        return Natives.channel(exchange);
    }

    /**
     * Completes at the end of a request whose body is of no interest, and so when the client has said all that it had to
     * say; for an operation that takes longer than a client may take.
     */
    Mono<Void> end() {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        boolean bodiless = headers.getContentLength() <= 0 && !headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
        return bodiless
                ? Mono.empty()
                : exchange.getRequest()
                        .getBody()
                        .doOnNext(DataBufferUtils::release)
                        .then();
    }

    /**
     * The body. One that declares itself too large is refused before it is read, and so before the client is told to
     * continue.
     *
     * @return fails with a {@link ProblemException}: {@code payload_too_large}
     */
    Mono<byte[]> body(int maxBytes) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        if (headers.getContentLength() > maxBytes) {
            return Mono.error(tooLarge(maxBytes));
        }
        return DataBufferUtils.join(exchange.getRequest().getBody(), maxBytes)
                .map(Call::take)
                .defaultIfEmpty(NOTHING)
                .onErrorMap(DataBufferLimitException.class, tooLarge -> tooLarge(maxBytes));
    }

    /** The rest of such a body is not read, so its connection can't carry another request. */
    private ProblemException tooLarge(int maxBytes) {
        exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
        return Refusals.payloadTooLarge(maxBytes);
    }

    /** The bytes of a buffer, which is released. */
    static byte[] take(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
