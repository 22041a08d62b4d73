/**
 * Waiting in one mechanism with two faces: a future with a deadline, which an event loop is called back with and a virtual
 * thread blocks on. Start with {@link dev.tandem.core.wait.WaitLine}.
 */
@NullMarked
package dev.tandem.core.wait;

import org.jspecify.annotations.NullMarked;
