package dev.tandem.compare.analysis;

import java.time.Duration;

/**
 * What came after an overload.
 *
 * @param time until latency was as before; or for which that was waited for
 * @param isReached whether it came about: else it would have taken longer than the time
 */
public record Recovery(Duration time, boolean isReached) {}
