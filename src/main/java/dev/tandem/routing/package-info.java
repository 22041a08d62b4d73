/** Every operation of the API, once. Start with {@link dev.tandem.routing.Route}. */
@NullMarked
package dev.tandem.routing;

import org.jspecify.annotations.NullMarked;
