package dev.tandem.core.queue;

import dev.tandem.core.payload.Payload;
import java.time.Instant;

/**
 * An item that has been handed to somebody, and nobody else gets it for the time being.
 *
 * @param id under which it is acknowledged or given back; nobody can guess it
 * @param expires until when
 * @param item the item's id, the same for each of its attempts
 * @param attempt which attempt at the item this is, from 1
 */
public record Claim(String id, Instant expires, String item, int attempt, Payload payload) {}
