/**
 * How an operation says no: RFC 9457 problems with stable codes. Start with
 * {@link dev.tandem.core.problem.ProblemCode}.
 */
@NullMarked
package dev.tandem.core.problem;

import org.jspecify.annotations.NullMarked;
