/**
 * The two models measured against each other, from outside, as any two services could be. Start with
 * {@link dev.tandem.compare.Compare}, then read {@link dev.tandem.compare.run.Plan}.
 */
@NullMarked
package dev.tandem.compare;

import org.jspecify.annotations.NullMarked;
