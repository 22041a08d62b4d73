package dev.tandem.eventloop;

import dev.tandem.core.Model;
import dev.tandem.core.api.Answer;
import dev.tandem.core.api.ChannelApi;
import dev.tandem.core.api.Documents;
import dev.tandem.core.api.HealthApi;
import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.Feed;
import dev.tandem.routing.Route;
import dev.tandem.routing.UnboundRoutesException;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
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
final class Operations implements RouterFunction<ServerResponse> {
    private final Map<Route, HandlerFunction<ServerResponse>> handlers = new EnumMap<>(Route.class);
    private final ChannelApi api;
    private final Streams streams;
    private final Drain drain;
    private final WebSocketDecoderConfig decoder;

    /** @throws UnboundRoutesException if an operation has no handler */
    Operations(ChannelApi api, HealthApi health, Documents documents, Streams streams, Drain drain) {
        this.api = api;
        this.streams = streams;
        this.drain = drain;
        decoder = WebSocketResponse.decoder(api.limits().maxMessageBytes());

        answer(Route.INDEX, call -> documents.index());
        answer(Route.LIVEZ, call -> health.livez());
        answer(Route.READYZ, call -> health.readyz());
        answer(Route.OPENAPI, call -> documents.openapi());

        bind(Route.PUBLISH, this::publish);
        bind(Route.PUBLISH_MANY, this::publishMany);
        bind(Route.HISTORY, this::history);
        answer(Route.CLEAR_HISTORY, call -> api.clear(call.channelName()));
        answer(Route.LIST_CHANNELS, call -> api.list(call.query()));
        answer(Route.CHANNEL_STATE, call -> api.state(call.channelName()));

        bind(Route.EVENTS, call -> stream(call, api.events(call.channelName(), call.query(), call.head())));
        bind(Route.EVENTS_OF_MANY, call -> stream(call, api.eventsOfMany(call.query(), call.head())));
        bind(Route.WEBSOCKET, this::webSocket);

        UnboundRoutesException.requireAll(Model.EVENT_LOOP.text(), handlers.keySet());
    }

    @Override
    public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        return Mono.justOrEmpty(handlers.get(Call.of(request).route()));
    }

    private Mono<ServerResponse> publish(Call call) {
        return call.body(api.limits().maxMessageBytes())
                .flatMap(body -> answer(api.publish(call.channelName(), call.head(), body)));
    }

    private Mono<ServerResponse> publishMany(Call call) {
        return call.body(api.limits().maxBodyBytes()).flatMap(body -> answer(api.publishMany(call.head(), body)));
    }

    /** A long poll whose client hangs up is cancelled with the exchange. */
    private Mono<ServerResponse> history(Call call) {
        return call.end().then(Mono.defer(() -> {
            drain.refuseIfDraining();
            return answer(api.history(
                    call.channelName(),
                    call.query(),
                    streams.loops().of(call.channel()).lane()));
        }));
    }

    private Mono<ServerResponse> stream(Call call, StreamPlan plan) {
        return call.end().then(Mono.defer(() -> open(call, plan)));
    }

    private Mono<ServerResponse> open(Call call, StreamPlan plan) {
        drain.refuseIfDraining();
        var connection = new StreamConnection(
                streams, call.channel(), plan, StreamResponse.framing(Natives.response(call.exchange())));
        Feed feed = api.open(plan, connection);
        return Mono.just(new StreamResponse(plan, feed, connection));
    }

    private Mono<ServerResponse> webSocket(Call call) {
        StreamPlan plan = api.webSocket(call.channelName(), call.query(), call.head());
        return call.end().then(Mono.defer(() -> openWebSocket(call, plan)));
    }

    private Mono<ServerResponse> openWebSocket(Call call, StreamPlan plan) {
        drain.refuseIfDraining();
        var connection = new WebSocketConnection(streams, call.channel(), plan);
        Feed feed = api.open(plan, connection);
        return Mono.just(new WebSocketResponse(api, plan, feed, connection, decoder));
    }

    private void answer(Route route, Function<Call, Answer> operation) {
        bind(route, call -> Mono.just(new AnswerResponse(operation.apply(call))));
    }

    private static Mono<ServerResponse> answer(CompletableFuture<Answer> answer) {
        return Mono.fromFuture(answer).map(AnswerResponse::new);
    }

    private void bind(Route route, Function<Call, Mono<ServerResponse>> operation) {
        handlers.put(route, request -> operation.apply(Call.of(request)));
    }
}
