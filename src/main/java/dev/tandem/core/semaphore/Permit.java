package dev.tandem.core.semaphore;

import java.time.Instant;

/**
 * A permit that a client has.
 *
 * @param id with which it is given back
 * @param expires when it comes back by itself
 */
public record Permit(SemaphoreName semaphore, String id, Instant expires) {}
