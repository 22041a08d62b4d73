package dev.tandem.routing;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** A model has no handler for some of the routes, and must not start: both answer everything, or neither does. */
public final class UnboundRoutesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnboundRoutesException(String model, Set<Route> unbound) {
        super(model + " does not bind "
                + unbound.stream()
                        .map(route -> route.id() + " (" + route.method() + " " + route.path() + ")")
                        .collect(Collectors.joining(", ")));
    }

    /**
     * Looks for routes that have no handler.
     *
     * @throws UnboundRoutesException naming them
     */
    public static void requireAll(String model, Set<Route> bound) {
        Set<Route> unbound = EnumSet.allOf(Route.class);
        unbound.removeAll(bound);
        if (!unbound.isEmpty()) {
            throw new UnboundRoutesException(model, unbound);
        }
    }
}
