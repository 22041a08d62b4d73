package dev.tandem.eventloop;

import dev.tandem.core.Model;
import dev.tandem.core.api.Answer;
import dev.tandem.routing.Route;
import dev.tandem.routing.UnboundRoutesException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The handler of each operation, and the function that finds it by the route that {@link Front} has found. */
final class Bindings implements RouterFunction<ServerResponse> {
    /** The largest body where none is expected: any is refused, rather than left to wait in the connection. */
    static final int NO_BODY = 0;

    private final Map<Route, HandlerFunction<ServerResponse>> handlers = new EnumMap<>(Route.class);

    /** The operations of one feature. */
    interface Operations {
        /** Binds each of them to its handler. */
        void bind(Bindings to);
    }

    /** @throws UnboundRoutesException if an operation has no handler */
    Bindings(Iterable<Operations> features) {
        features.forEach(feature -> feature.bind(this));
        UnboundRoutesException.requireAll(Model.EVENT_LOOP.text(), handlers.keySet());
    }

    @Override
    public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        return Mono.justOrEmpty(handlers.get(Call.of(request).route()));
    }

    void bind(Route route, Function<Call, Mono<ServerResponse>> operation) {
        handlers.put(route, request -> operation.apply(Call.of(request)));
    }

    /** An operation that is answered at once. */
    void answer(Route route, Function<Call, Answer> operation) {
        bind(route, call -> Mono.just(new AnswerResponse(operation.apply(call))));
    }

    /** An operation that may have to wait, and begins to when the client has said all that it has to say. */
    void await(Route route, Function<Call, CompletableFuture<Answer>> operation) {
        bind(route, call -> call.end().then(Mono.defer(() -> answer(operation.apply(call)))));
    }

    /** An operation with a body of at most {@code maxBytes}, which may have to wait. */
    void await(Route route, int maxBytes, WithBody operation) {
        bind(route, call -> call.body(maxBytes).flatMap(body -> answer(operation.apply(call, body))));
    }

    /** An operation that takes its time, and begins when the client has said all that it has to say; a client that leaves ends it. */
    void work(Route route, Function<Call, Mono<Answer>> operation) {
        bind(
                route,
                call -> call.end().then(Mono.defer(() -> operation.apply(call))).map(AnswerResponse::new));
    }

    /** An operation that reads the body of its request. */
    interface WithBody {
        CompletableFuture<Answer> apply(Call call, byte[] body);
    }

    /** The answer when it is there; whoever is cancelled, because the client hung up, gives up the wait. */
    private static Mono<ServerResponse> answer(CompletableFuture<Answer> answer) {
        return Mono.fromFuture(answer).map(AnswerResponse::new);
    }
}
