package dev.tandem.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation that a request asks for. Segments are compared as they were sent: a path that is spelled otherwise,
 * with a trailing slash, dots or an encoded letter in a literal segment, is another path.
 */
public final class RouteTable {
    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node variable;
        private final Map<String, Route> routes = new HashMap<>();
    }

    /** What a look-up came to. */
    public sealed interface Match {
        /**
         * The operation.
         *
         * @param variables the values of the template's variable segments, in order, still percent-encoded
         */
        record Found(Route route, List<String> variables) implements Match {}

        /** The path is known, with other methods. */
        record OtherMethods(Set<String> allowed) implements Match {}

        /** No operation has this path. */
        record Unknown() implements Match {}
    }

    private static final Match UNKNOWN = new Match.Unknown();

    public RouteTable() {
        for (Route route : Route.values()) {
            Node node = root;
            for (String segment : segments(route.path())) {
                node = segment.startsWith("{") ? variable(node) : literal(node, segment);
            }
            node.routes.put(route.method(), route);
            if (route.method().equals("GET") && route.kind() == Route.Kind.ANSWER) {
                node.routes.put("HEAD", route);
            }
        }
    }

    /**
     * Looks up a request. {@code HEAD} finds what {@code GET} finds, unless that is a stream.
     *
     * @param rawPath the path of the target, still percent-encoded
     */
    public Match match(String method, String rawPath) {
        if (!rawPath.startsWith("/")) {
            return UNKNOWN;
        }
        List<String> variables = new ArrayList<>(2);
        @Nullable Node node = root;
        for (String segment : segments(rawPath)) {
            Node literal = node.literals.get(segment);
            if (literal == null && !segment.isEmpty()) {
                literal = node.variable;
                variables.add(segment);
            }
            if (literal == null) {
                return UNKNOWN;
            }
            node = literal;
        }
        if (node.routes.isEmpty()) {
            return UNKNOWN;
        }
        Route route = node.routes.get(method);
        return route == null
                ? new Match.OtherMethods(new TreeSet<>(node.routes.keySet()))
                : new Match.Found(route, variables);
    }

    private static String[] segments(String path) {
        return path.substring(1).split("/", -1);
    }

    private static Node literal(Node node, String segment) {
        return node.literals.computeIfAbsent(segment, absent -> new Node());
    }

    private static Node variable(Node node) {
        Node existing = node.variable;
        if (existing != null) {
            return existing;
        }
        Node created = new Node();
        node.variable = created;
        return created;
    }
}
