package dev.tandem.core.lease;

import java.time.Instant;

/**
 * Something that a client has for a time.
 *
 * @param id 128 random bits in hexadecimal: whoever knows it may give the thing back, so nobody can guess it
 * @param expires when it ends, to the millisecond
 * @param lent what the client has
 */
public record Lease<T>(String id, Instant expires, T lent) {}
