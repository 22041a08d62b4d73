package dev.tandem.compare.run;

import dev.tandem.compare.load.Request;
import dev.tandem.compare.load.Transport;
import dev.tandem.routing.Route;
import java.util.List;
import java.util.OptionalDouble;

/** The scenarios that come with it. */
public final class Catalogue {
    private static final int FEW = 256;
    private static final int MANY = 6_000;
    private static final int SUBSCRIBERS = 1_000;
    private static final double MESSAGES = 50;
    private static final int BYTES = 128;
    private static final String CHANNEL = "compare";

    private static final String ORDER =
            "{\"order\":4711,\"customer\":\"c-815\",\"items\":[{\"sku\":\"a-1\",\"count\":2},{\"sku\":\"b-7\",\"count\":1}],"
                    + "\"total\":61.25}";

    private Catalogue() {}

    /** All of them, in the order in which they are run. */
    public static List<Scenario> all() {
        return List.of(
                requests("echo", "a small JSON document is read and written", FEW, echo()),
                new Scenario.Requests(
                        "wait",
                        "an upstream that takes 100 ms, thousands at once",
                        MANY,
                        List.of(Request.get(path(Route.CALL_UPSTREAM) + "?ms=100")),
                        OptionalDouble.empty()),
                requests(
                        "fetch",
                        "ten calls of an upstream at a time, one of them slow",
                        MANY,
                        Request.get(path(Route.CALL_UPSTREAM_MANY) + "?count=10&ms=5&slow=100")),
                requests(
                        "blocking",
                        "an upstream that takes 20 ms, called with a library that blocks",
                        MANY,
                        Request.get(path(Route.CALL_BLOCKING) + "?ms=20")),
                requests("cpu", "a digest over 500 rounds", FEW, Request.get(path(Route.COMPUTE) + "?rounds=500")),
                requests(
                        "mixed",
                        "an upstream that takes 20 ms, then a digest over 200 rounds",
                        MANY,
                        Request.get(path(Route.CALL_AND_COMPUTE) + "?ms=20&rounds=200")),
                fanOut("fanout-ws", Transport.WEBSOCKET, 0),
                fanOut("fanout-sse", Transport.SSE, 0),
                new Scenario.FanOut(
                        "long-poll",
                        "200 clients that poll, 10 messages a second",
                        Transport.LONG_POLL,
                        200,
                        0,
                        10,
                        BYTES,
                        path(Route.PUBLISH),
                        path(Route.HISTORY)),
                new Scenario.Idle(
                        "idle",
                        "WebSockets on which nothing happens",
                        List.of(5_000, 10_000, 15_000),
                        path(Route.WEBSOCKET)),
                dead(0),
                dead(1),
                dead(5),
                new Scenario.Overload(
                        "overload", "one and a half times what is possible, for ten seconds", MANY, List.of(echo())));
    }

    private static Request echo() {
        return Request.json(path(Route.ECHO), ORDER);
    }

    private static Scenario requests(String name, String title, int connections, Request request) {
        return new Scenario.Requests(name, title, connections, List.of(request), OptionalDouble.empty());
    }

    private static Scenario fanOut(String name, Transport transport, int dead) {
        return new Scenario.FanOut(
                name,
                "1,000 subscribers, 50 messages of 128 bytes a second"
                        + (dead == 0 ? "" : ", and %d more that never read".formatted(dead)),
                transport,
                SUBSCRIBERS,
                dead,
                MESSAGES,
                BYTES,
                path(Route.PUBLISH),
                path(transport == Transport.WEBSOCKET ? Route.WEBSOCKET : Route.EVENTS));
    }

    /** With so many in a hundred that read nothing. */
    private static Scenario dead(int percent) {
        return fanOut("dead-readers-" + percent, Transport.SSE, SUBSCRIBERS * percent / 100);
    }

    private static String path(Route route) {
        return route.path().replace("{channel}", CHANNEL);
    }
}
