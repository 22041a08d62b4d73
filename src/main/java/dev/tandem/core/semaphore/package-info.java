/**
 * Semaphores: no more clients at a time than there are permits. Start with {@link dev.tandem.core.semaphore.Semaphores}.
 */
@NullMarked
package dev.tandem.core.semaphore;

import org.jspecify.annotations.NullMarked;
