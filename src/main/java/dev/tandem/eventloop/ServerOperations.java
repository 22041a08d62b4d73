package dev.tandem.eventloop;

import dev.tandem.core.api.Documents;
import dev.tandem.core.api.HealthApi;
import dev.tandem.routing.Route;

/** What can be asked of the server itself. */
record ServerOperations(HealthApi health, Documents documents) implements Bindings.Operations {
    @Override
    public void bind(Bindings to) {
        to.answer(Route.INDEX, call -> documents.index());
        to.answer(Route.LIVEZ, call -> health.livez());
        to.answer(Route.READYZ, call -> health.readyz());
        to.answer(Route.OPENAPI, call -> documents.openapi());
    }
}
