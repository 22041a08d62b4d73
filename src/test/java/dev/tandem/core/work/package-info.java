/** What both models do alike in the work of tasks. */
@NullMarked
package dev.tandem.core.work;

import org.jspecify.annotations.NullMarked;
