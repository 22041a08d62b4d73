package dev.tandem.core;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.function.Supplier;

/** Makes ids of 64 random bits, in 13 digits and lower-case letters: nobody has seen one before. Thread-safe. */
public final class RandomIds implements Supplier<String> {
    private final SecureRandom random = new SecureRandom();

    @Override
    public String get() {
        return String.format(Locale.ROOT, "%13s", Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX))
                .replace(' ', '0');
    }
}
