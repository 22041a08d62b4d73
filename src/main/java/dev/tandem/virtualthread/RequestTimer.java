package dev.tandem.virtualthread;

import dev.tandem.metrics.RequestMetrics;
import dev.tandem.routing.Route;
import java.util.Optional;

/** Times one request, from where it reached us to where its answer, or its stream, has ended. */
final class RequestTimer {
    private final RequestMetrics metrics;
    private final long startNanos = System.nanoTime();

    RequestTimer(RequestMetrics metrics) {
        this.metrics = metrics;
    }

    void ended(Optional<Route> route, int status) {
        metrics.record(route, status, System.nanoTime() - startNanos);
    }
}
