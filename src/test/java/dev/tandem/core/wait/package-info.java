/** Tests of the waiting that every feature shares. */
@NullMarked
package dev.tandem.core.wait;

import org.jspecify.annotations.NullMarked;
