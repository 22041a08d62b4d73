/**
 * The composition root: reads the configuration, builds the four contexts and nothing else. Start with
 * {@link dev.tandem.TandemServer}.
 */
@NullMarked
package dev.tandem;

import org.jspecify.annotations.NullMarked;
