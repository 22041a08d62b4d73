package dev.tandem.metrics;

import dev.tandem.core.Model;
import dev.tandem.routing.Route;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/** Times the requests of one model by route. Thread-safe; does not block. */
public final class RequestMetrics {
    public RequestMetrics(MeterRegistry registry, Model model) {}

    /**
     * Counts one answered request; for a stream, one that has ended.
     *
     * @param route absent where no operation was found
     */
    public void record(Optional<Route> route, int status, long nanos) {}
}
