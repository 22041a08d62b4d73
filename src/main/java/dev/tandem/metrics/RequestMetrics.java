package dev.tandem.metrics;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.tandem.core.Model;
import dev.tandem.routing.Route;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Times the requests of one model by route. Thread-safe; does not block.
 *
 * <p>A timer is made when its route first answers with its status, and found in an array from then on. Two threads may
 * both make it at once: the registry gives both the same.
 */
public final class RequestMetrics {
    private static final Route[] ROUTES = Route.values();
    private static final String UNKNOWN = "unknown";
    private static final int LOWEST_STATUS = 100;
    private static final int STATUSES = 500;

    private final MeterRegistry registry;
    private final Model model;

    /** By route, the last row being that of no route, and by status. */
    private final AtomicReferenceArray<Timer> timers = new AtomicReferenceArray<>((ROUTES.length + 1) * STATUSES);

    public RequestMetrics(MeterRegistry registry, Model model) {
        this.registry = registry;
        this.model = model;
    }

    /**
     * Counts one answered request; for a stream, one that has ended.
     *
     * @param route absent where no operation was found
     * @param status of the response, 100 to 599
     */
    public void record(Optional<Route> route, int status, long nanos) {
        int row = route.map(Route::ordinal).orElse(ROUTES.length);
        int index = row * STATUSES + status - LOWEST_STATUS;
        Timer timer = timers.get(index);
        if (timer == null) {
            timer = make(route, status);
            timers.set(index, timer);
        }
        timer.record(nanos, NANOSECONDS);
    }

    private Timer make(Optional<Route> route, int status) {
        return TandemMeter.HTTP_REQUESTS.histogram(
                registry,
                model.text(),
                route.map(Route::path).orElse(UNKNOWN),
                route.map(Route::method).orElse(UNKNOWN),
                Integer.toString(status));
    }
}
