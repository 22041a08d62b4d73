package dev.tandem.core.api;

import dev.tandem.core.Readiness;
import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;

/** The health of one model. */
public final class HealthApi {
    private static final Answer LIVE = status("live");
    private static final Answer READY = status("ready");
    private static final Answer DRAINING =
            Answer.problem(Problem.of(ProblemCode.DRAINING, "This server takes no new requests"));

    private final Readiness readiness;

    public HealthApi(Readiness readiness) {
        this.readiness = readiness;
    }

    /** {@code GET /livez}: that this is answered at all is the answer. */
    public Answer livez() {
        return LIVE;
    }

    /** {@code GET /readyz}: 503 from the moment at which the model begins to stop. */
    public Answer readyz() {
        return readiness.isReady() ? READY : DRAINING;
    }

    private static Answer status(String status) {
        return Answer.json(
                200, new JsonWriter().beginObject().field("status", status).endObject());
    }
}
