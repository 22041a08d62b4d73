package dev.tandem.virtualthread;

import dev.tandem.core.api.SemaphoreApi;
import dev.tandem.routing.Route;

/** What can be done with semaphores. */
record SemaphoreOperations(SemaphoreApi api) implements Bindings.Operations {
    @Override
    public void bind(Bindings to) {
        to.await(
                Route.ACQUIRE_PERMIT,
                Bindings.NO_BODY,
                (call, none) -> api.acquire(call.name(), call.query(), call.caller()));
        to.answer(Route.RELEASE_PERMIT, call -> api.release(call.name(), call.id()));
        to.answer(Route.EXTEND_PERMIT, call -> api.extend(call.name(), call.id(), call.query()));
        to.answer(Route.LIST_SEMAPHORES, call -> api.list(call.query()));
        to.answer(Route.SEMAPHORE_STATE, call -> api.state(call.name()));
    }
}
