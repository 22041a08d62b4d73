package dev.tandem.virtualthread;

import dev.tandem.core.api.ChannelApi;
import dev.tandem.routing.Route;

/** What can be done with channels. */
record ChannelOperations(ChannelApi api, Streams streams) implements Bindings.Operations {
    @Override
    public void bind(Bindings to) {
        to.await(
                Route.PUBLISH,
                api.limits().maxMessageBytes(),
                (call, body) -> api.publish(call.name(), call.head(), body));
        to.await(Route.PUBLISH_MANY, api.limits().maxBodyBytes(), (call, body) -> api.publishMany(call.head(), body));
        to.await(Route.HISTORY, call -> {
            streams.open().refuseIfDraining();
            return api.history(call.name(), call.query(), streams.lanes().next());
        });
        to.answer(Route.CLEAR_HISTORY, call -> api.clear(call.name()));
        to.answer(Route.LIST_CHANNELS, call -> api.list(call.query()));
        to.answer(Route.CHANNEL_STATE, call -> api.state(call.name()));

        to.bind(Route.EVENTS, call -> {
            streams.open().refuseIfDraining();
            var plan = api.events(call.name(), call.query(), call.head());
            call.awaitEnd();
            return StreamResponse.ofEvents(call, plan, api::open, streams);
        });
        to.bind(Route.EVENTS_OF_MANY, call -> {
            streams.open().refuseIfDraining();
            var plan = api.eventsOfMany(call.query(), call.head());
            call.awaitEnd();
            return StreamResponse.ofEvents(call, plan, api::open, streams);
        });
        to.bind(Route.WEBSOCKET, call -> {
            var plan = api.webSocket(call.name(), call.query(), call.head());
            call.awaitEnd();
            streams.open().refuseIfDraining();
            return StreamResponse.ofWebSocket(call, plan, api, streams);
        });
    }
}
