/**
 * Things that have names, are made by being used, are as many as allowed, and are forgotten when nobody would miss them.
 * Start with {@link dev.tandem.core.registry.Registry}.
 */
@NullMarked
package dev.tandem.core.registry;

import org.jspecify.annotations.NullMarked;
