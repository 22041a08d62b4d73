package dev.tandem.eventloop;

import dev.tandem.core.api.ChannelApi;
import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.Feed;
import dev.tandem.routing.Route;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What can be done with channels. */
final class ChannelOperations implements Bindings.Operations {
    private final ChannelApi api;
    private final Streams streams;
    private final Drain drain;
    private final WebSocketDecoderConfig decoder;

    ChannelOperations(ChannelApi api, Streams streams, Drain drain) {
        this.api = api;
        this.streams = streams;
        this.drain = drain;
        decoder = WebSocketResponse.decoder(api.limits().maxMessageBytes());
    }

    @Override
    public void bind(Bindings to) {
        to.await(
                Route.PUBLISH,
                api.limits().maxMessageBytes(),
                (call, body) -> api.publish(call.name(), call.head(), body));
        to.await(Route.PUBLISH_MANY, api.limits().maxBodyBytes(), (call, body) -> api.publishMany(call.head(), body));
        to.await(Route.HISTORY, call -> {
            drain.refuseIfDraining();
            return api.history(
                    call.name(),
                    call.query(),
                    streams.loops().of(call.channel()).lane());
        });
        to.answer(Route.CLEAR_HISTORY, call -> api.clear(call.name()));
        to.answer(Route.LIST_CHANNELS, call -> api.list(call.query()));
        to.answer(Route.CHANNEL_STATE, call -> api.state(call.name()));

        to.bind(Route.EVENTS, call -> stream(call, api.events(call.name(), call.query(), call.head())));
        to.bind(Route.EVENTS_OF_MANY, call -> stream(call, api.eventsOfMany(call.query(), call.head())));
        to.bind(Route.WEBSOCKET, this::webSocket);
    }

    private Mono<ServerResponse> stream(Call call, StreamPlan plan) {
        return call.end().then(Mono.defer(() -> open(call, plan)));
    }

    private Mono<ServerResponse> open(Call call, StreamPlan plan) {
        drain.refuseIfDraining();
        return Mono.just(StreamResponse.open(call, plan, streams, api::open));
    }

    private Mono<ServerResponse> webSocket(Call call) {
        StreamPlan plan = api.webSocket(call.name(), call.query(), call.head());
        return call.end().then(Mono.defer(() -> openWebSocket(call, plan)));
    }

    private Mono<ServerResponse> openWebSocket(Call call, StreamPlan plan) {
        drain.refuseIfDraining();
        var connection = new WebSocketConnection(streams, call.channel(), plan);
        Feed feed = api.open(plan, connection);
        return Mono.just(new WebSocketResponse(api, plan, feed, connection, decoder));
    }
}
