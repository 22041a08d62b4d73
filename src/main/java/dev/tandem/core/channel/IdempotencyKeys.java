package dev.tandem.core.channel;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * The keys that were used on one channel lately. Bounded in time and in number: a key that was accepted is kept for the
 * whole window, so a channel that has no room refuses a new key and never forgets an old one. Guarded by the channel's
 * lock.
 */
final class IdempotencyKeys {
    private final long windowNanos;
    private final int maxKeys;
    private final Map<IdempotencyKey, Entry> entries = new HashMap<>();
    private final Queue<Entry> byAge = new ArrayDeque<>();

    private record Entry(IdempotencyKey key, byte[] fingerprint, StreamPosition position, long acceptedNanos) {}

    IdempotencyKeys(HubSettings settings) {
        windowNanos = settings.idempotencyWindow().toNanos();
        maxKeys = settings.maxIdempotencyKeys();
    }

    /**
     * The answer that {@code key} was given before; absent if it is new, and there is then room for it.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code idempotency_key_reused} if it was used for another payload,
     *     {@code idempotency_limit_reached} if there is no room
     */
    Optional<StreamPosition> find(IdempotencyKey key, byte[] fingerprint, long nowNanos) {
        expire(nowNanos);
        Entry entry = entries.get(key);
        if (entry == null) {
            if (entries.size() >= maxKeys) {
                throw Problem.of(
                                ProblemCode.IDEMPOTENCY_LIMIT_REACHED,
                                "The channel remembers %d keys (tandem.channels.max-idempotency-keys)"
                                        .formatted(maxKeys))
                        .asException();
            }
            return Optional.empty();
        }
        if (!MessageDigest.isEqual(entry.fingerprint, fingerprint)) {
            throw Problem.invalid(
                            ProblemCode.IDEMPOTENCY_KEY_REUSED,
                            "Idempotency-Key",
                            key.text(),
                            "a new key, or the body and content type that it was first sent with")
                    .asException();
        }
        return Optional.of(entry.position);
    }

    void remember(IdempotencyKey key, byte[] fingerprint, StreamPosition position, long nowNanos) {
        Entry entry = new Entry(key, fingerprint, position, nowNanos);
        entries.put(key, entry);
        byAge.add(entry);
    }

    void expire(long nowNanos) {
        for (Entry oldest = byAge.peek();
                oldest != null && nowNanos - oldest.acceptedNanos >= windowNanos;
                oldest = byAge.peek()) {
            byAge.remove();
            entries.remove(oldest.key);
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }
}
