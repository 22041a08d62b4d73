/**
 * What both models do alike in the work of tasks and in that by which they are compared, and what depends on no library of
 * theirs: programs and all that they start, what they write, rounds of a digest, where a redirect leads, what an exception
 * means, what is called. Start with
 * {@link dev.tandem.core.work.ProcessTree}.
 */
@NullMarked
package dev.tandem.core.work;

import org.jspecify.annotations.NullMarked;
