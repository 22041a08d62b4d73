package dev.tandem.core;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Makes ids, none of them twice, also not by another process: what this one calls itself, and a number. Thread-safe. */
public final class SerialIds implements Supplier<String> {
    private final String process = String.format(
                    Locale.ROOT, "%13s", Long.toUnsignedString(new SecureRandom().nextLong(), Character.MAX_RADIX))
            .replace(' ', '0');
    private final AtomicLong last = new AtomicLong();

    @Override
    public String get() {
        return process + ":" + last.incrementAndGet();
    }
}
