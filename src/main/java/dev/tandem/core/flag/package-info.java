/**
 * Flags: set once, and everyone who waits goes on. Start with {@link dev.tandem.core.flag.Flags}.
 */
@NullMarked
package dev.tandem.core.flag;

import org.jspecify.annotations.NullMarked;
