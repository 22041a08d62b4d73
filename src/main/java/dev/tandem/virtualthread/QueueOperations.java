package dev.tandem.virtualthread;

import dev.tandem.core.api.QueueApi;
import dev.tandem.routing.Route;

/** What can be done with queues. */
record QueueOperations(QueueApi api) implements Bindings.Operations {
    @Override
    public void bind(Bindings to) {
        to.await(
                Route.PUT_ITEM,
                api.limits().maxItemBytes(),
                (call, body) -> api.put(call.name(), call.query(), call.head(), body, call.caller()));
        to.await(
                Route.CLAIM_ITEM,
                Bindings.NO_BODY,
                (call, none) -> api.claim(call.name(), call.query(), call.caller()));
        to.answer(Route.ACKNOWLEDGE_CLAIM, call -> api.acknowledge(call.name(), call.id()));
        to.answer(Route.RELEASE_CLAIM, call -> api.release(call.name(), call.id()));
        to.answer(Route.EXTEND_CLAIM, call -> api.extend(call.name(), call.id(), call.query()));
        to.answer(Route.LIST_QUEUES, call -> api.list(call.query()));
        to.answer(Route.QUEUE_STATE, call -> api.state(call.name()));
        to.answer(Route.REMOVE_QUEUE, call -> api.remove(call.name()));
    }
}
