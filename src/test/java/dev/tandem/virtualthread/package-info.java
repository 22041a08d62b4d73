/** What only this model does; what both do is in {@code dev.tandem.contract}. */
@NullMarked
package dev.tandem.virtualthread;

import org.jspecify.annotations.NullMarked;
