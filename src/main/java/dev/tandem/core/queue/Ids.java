package dev.tandem.core.queue;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Makes names for what queues hold. Thread-safe. */
class Ids {
    private static final int CLAIM_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong items = new AtomicLong();
    private final String epoch = String.format(
                    Locale.ROOT, "%13s", Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX))
            .replace(' ', '0');

    /** One that no other item has, in this process or after a restart. */
    String newItem() {
        return epoch + ":" + items.incrementAndGet();
    }

    /** One that can't be guessed. */
    String newClaim() {
        byte[] bytes = new byte[CLAIM_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
