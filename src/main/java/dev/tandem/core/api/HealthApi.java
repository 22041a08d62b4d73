package dev.tandem.core.api;

import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.problem.Problem;
import java.util.function.BooleanSupplier;

/** The health of one model, or of the process. */
public final class HealthApi {
    private static final Answer LIVE = status("live");
    private static final Answer READY = status("ready");
    private static final Answer DRAINING = Answer.problem(Problem.draining());

    private final BooleanSupplier ready;

    /** @param ready whether what this speaks for wants traffic */
    public HealthApi(BooleanSupplier ready) {
        this.ready = ready;
    }

    /** {@code GET /livez}: that this is answered at all is the answer. */
    public Answer livez() {
        return LIVE;
    }

    /** {@code GET /readyz}: 503 until it is ready and from the moment at which it begins to stop. */
    public Answer readyz() {
        return ready.getAsBoolean() ? READY : DRAINING;
    }

    private static Answer status(String status) {
        return Answer.json(
                200, new JsonWriter().beginObject().field("status", status).endObject());
    }
}
