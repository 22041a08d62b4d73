package dev.tandem.peers;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.PrometheusScrapingHandler;
import io.vertx.micrometer.VertxPrometheusOptions;

/** Tandem's echo with Vert.x: JSON is read and written again, by as many event loops as there are cores. */
public final class VertxEcho extends VerticleBase {
    private static final int MAX_BODY = 256 * 1024;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final int port;

    private VertxEcho(int port) {
        this.port = port;
    }

    /** @param args the port to listen on */
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        var metrics = new MicrometerMetricsOptions()
                .setEnabled(true)
                .addLabels(Label.HTTP_ROUTE)
                .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true));
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setPreferNativeTransport(true).setMetricsOptions(metrics))
                .withMetrics(new MicrometerMetricsFactory())
                .build();
        var instances =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        vertx.deployVerticle(() -> new VertxEcho(port), instances)
                .onSuccess(id -> System.out.printf(
                        "Vert.x listens on %d; native transport: %s%n", port, vertx.isNativeTransportEnabled()))
                .onFailure(failure -> {
                    System.err.println(failure);
                    System.exit(1);
                });
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.post("/v1/work/echo")
                .consumes("application/json")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(VertxEcho::echo);
        router.get("/metrics").handler(PrometheusScrapingHandler.create());
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                .requestHandler(router)
                .listen();
    }

    private static void echo(RoutingContext context) {
        Buffer body = context.body().buffer();
        if (body == null) {
            context.fail(400);
            return;
        }
        Object json;
        try {
            json = Json.decodeValue(body);
        } catch (DecodeException malformed) {
            context.fail(400, malformed);
            return;
        }
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(Json.encodeToBuffer(json));
    }
}
