package dev.tandem.compare.run;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param measure each measured span
 * @param warmest the longest time to become stationary
 * @param coolest the shortest
 * @param step each step of a calibration
 * @param overload how long there is more than can be done
 */
public record Times(Duration measure, Duration coolest, Duration warmest, Duration step, Duration overload) {}
