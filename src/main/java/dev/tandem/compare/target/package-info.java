/**
 * What is measured: a server in a JVM of its own, or one that runs already, and what its process uses. Start with
 * {@link dev.tandem.compare.target.Server}.
 */
@NullMarked
package dev.tandem.compare.target;

import org.jspecify.annotations.NullMarked;
