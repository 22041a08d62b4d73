package dev.tandem.peers;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.BadRequestException;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.http.media.MediaContext;
import io.helidon.http.media.jackson.JacksonRuntimeException;
import io.helidon.http.media.jackson.JacksonSupport;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.metrics.MetricsObserver;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** Tandem's echo with Helidon: JSON is read and written again, by a virtual thread for each connection. */
public final class HelidonEcho {
    private static final int MAX_BODY = 256 * 1024;
    private static final String ROUTE = "/v1/work/echo";

    private static final ConcurrentMap<Timed, Timer> TIMERS = new ConcurrentHashMap<>();

    private record Timed(String route, String method, int status) {}

    private HelidonEcho() {}

    /** @param args the port to listen on */
    public static void main(String[] args) {
        // As strict as the others: one value, and nothing behind it.
        JsonMapper json = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(args[0]))
                .maxPayloadSize(MAX_BODY)
                .mediaContext(MediaContext.builder()
                        .mediaSupportsDiscoverServices(false)
                        .addMediaSupport(JacksonSupport.create(json))
                        .build())
                .addFeature(ObserveFeature.just(MetricsObserver.create()))
                .routing(routing -> routing.addFilter(HelidonEcho::timed).post(ROUTE, HelidonEcho::echo))
                .build()
                .start();
        System.out.printf("Helidon listens on %d%n", server.port());
    }

    private static void echo(ServerRequest request, ServerResponse response) {
        if (!request.headers()
                .contentType()
                .map(type -> type.test(MediaTypes.APPLICATION_JSON))
                .orElse(false)) {
            throw new HttpException("The body is not said to be JSON", Status.UNSUPPORTED_MEDIA_TYPE_415);
        }
        if (!request.content().hasEntity()) {
            throw new BadRequestException("The body is empty, not JSON");
        }
        JsonNode json;
        try {
            json = request.content().as(JsonNode.class);
        } catch (JacksonRuntimeException malformed) {
            throw new BadRequestException("The body is not well-formed JSON", malformed);
        }
        response.send(json);
    }

    /** Helidon counts requests by itself, but times none. */
    private static void timed(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long begin = System.nanoTime();
        try {
            chain.proceed();
        } catch (HttpException refused) {
            timer(request, refused.status()).record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
            throw refused;
        }
        timer(request, response.status()).record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }

    private static Timer timer(RoutingRequest request, Status status) {
        var what = new Timed(
                request.matchingPattern().orElse("none"),
                request.prologue().method().text(),
                status.code());
        return TIMERS.computeIfAbsent(
                what,
                timed -> Metrics.globalRegistry()
                        .getOrCreate(Timer.builder("http.server.requests")
                                // As the others' timers: a count and a sum.
                                .percentiles(new double[0])
                                .tags(List.of(
                                        Tag.create("route", timed.route()),
                                        Tag.create("method", timed.method()),
                                        Tag.create("status", Integer.toString(timed.status()))))));
    }
}
