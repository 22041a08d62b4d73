/**
 * What the work of tasks comes to, once, held against both models' runners with real servers. Start with
 * {@link dev.tandem.work.TaskWorkContract}.
 */
@NullMarked
package dev.tandem.work;

import org.jspecify.annotations.NullMarked;
