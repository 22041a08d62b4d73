/**
 * What is lent to clients for a time, and comes back by itself when that is over. Start with
 * {@link dev.tandem.core.lease.Leases}.
 */
@NullMarked
package dev.tandem.core.lease;

import org.jspecify.annotations.NullMarked;
