/** Tests of the comparison: its load against real servers, its reading of real processes, and what it says of them. */
@NullMarked
package dev.tandem.compare;

import org.jspecify.annotations.NullMarked;
