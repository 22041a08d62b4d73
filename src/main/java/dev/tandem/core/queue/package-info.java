/**
 * Queues: put once, claimed by one worker at a time, gone when a worker says that it is done. Start with
 * {@link dev.tandem.core.queue.Queues}, then read {@link dev.tandem.core.queue.Queue}, where an item passes its life.
 */
@NullMarked
package dev.tandem.core.queue;

import org.jspecify.annotations.NullMarked;
