/** Tests of this part of the comparison. */
@NullMarked
package dev.tandem.compare.run;

import org.jspecify.annotations.NullMarked;
