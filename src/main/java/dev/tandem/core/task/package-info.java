/**
 * Work that is done on a client's behalf: spawned, followed, joined and killed. What a task is and how it ends stands
 * here; how the work is done stands in the models. Start with {@link dev.tandem.core.task.TaskRunner}.
 */
@NullMarked
package dev.tandem.core.task;

import org.jspecify.annotations.NullMarked;
