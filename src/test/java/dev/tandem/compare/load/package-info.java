/** Tests of this part of the comparison. */
@NullMarked
package dev.tandem.compare.load;

import org.jspecify.annotations.NullMarked;
