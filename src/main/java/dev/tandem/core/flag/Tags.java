package dev.tandem.core.flag;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Makes entity tags, none of them twice: what this process calls itself, and a number. Thread-safe. */
final class Tags {
    private final String process = String.format(
                    Locale.ROOT, "%13s", Long.toUnsignedString(new SecureRandom().nextLong(), Character.MAX_RADIX))
            .replace(' ', '0');
    private final AtomicLong last = new AtomicLong();

    String next() {
        return "\"" + process + ":" + last.incrementAndGet() + "\"";
    }
}
