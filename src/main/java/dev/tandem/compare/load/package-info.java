/**
 * The load: requests that leave on schedule, clients that stay and receive, and the service behind the service. Start with
 * {@link dev.tandem.compare.load.RequestLoad}.
 */
@NullMarked
package dev.tandem.compare.load;

import org.jspecify.annotations.NullMarked;
