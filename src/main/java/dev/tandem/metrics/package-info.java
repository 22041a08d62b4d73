/**
 * The vocabulary of meters, and what fills it by listening to core. Start with {@link dev.tandem.metrics.TandemMeter}.
 */
@NullMarked
package dev.tandem.metrics;

import org.jspecify.annotations.NullMarked;
