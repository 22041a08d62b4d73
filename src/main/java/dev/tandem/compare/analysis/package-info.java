/**
 * What measurements say, and what they don't. Start with {@link dev.tandem.compare.analysis.Measurement}.
 */
@NullMarked
package dev.tandem.compare.analysis;

import org.jspecify.annotations.NullMarked;
