package dev.tandem.eventloop;

import dev.tandem.routing.Route;
import java.util.Collection;

/** Operations are declared that this model does not serve. */
final class UnboundRoutesException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnboundRoutesException(Collection<Route> unbound) {
        super("event-loop: no handler for " + unbound + " (expected: one for each Route)");
    }
}
