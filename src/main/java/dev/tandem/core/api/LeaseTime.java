package dev.tandem.core.api;

import java.time.Duration;

/** For how long a request asks to have something. */
final class LeaseTime {
    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration DEFAULT = Duration.ofSeconds(60);

    private LeaseTime() {}

    /**
     * Reads {@code lease}; a minute where there is none, or as long as may be if that is less.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code duration_invalid}
     */
    static Duration of(Query query, Duration max) {
        return query.durationFrom("lease", MIN, max).orElse(max.compareTo(DEFAULT) < 0 ? max : DEFAULT);
    }
}
