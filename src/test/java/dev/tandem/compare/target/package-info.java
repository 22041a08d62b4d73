/** Tests of this part of the comparison. */
@NullMarked
package dev.tandem.compare.target;

import org.jspecify.annotations.NullMarked;
