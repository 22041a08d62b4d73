package dev.tandem.virtualthread;

import dev.tandem.core.api.FlagApi;
import dev.tandem.routing.Route;

/** What can be done with flags. */
record FlagOperations(FlagApi api) implements Bindings.Operations {
    @Override
    public void bind(Bindings to) {
        to.await(
                Route.SET_FLAG,
                api.maxValueBytes(),
                (call, body) -> api.set(call.name(), call.query(), call.head(), body));
        to.await(Route.READ_FLAG, call -> api.read(call.name(), call.query(), call.head(), call.caller()));
        to.answer(Route.CLEAR_FLAG, call -> api.clear(call.name(), call.head()));
        to.answer(Route.LIST_FLAGS, call -> api.list(call.query()));
    }
}
