/**
 * What is run, how often and in which order. Start with {@link dev.tandem.compare.run.Plan}.
 */
@NullMarked
package dev.tandem.compare.run;

import org.jspecify.annotations.NullMarked;
