package dev.tandem.core.task;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids: 55 bits of microseconds since 1970, pushed on by one where the clock has not moved, and 65 random ones, five to
 * a character. Thread-safe.
 */
final class TaskIds {
    private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();
    private static final int BITS = 5;
    private static final int TIME_DIGITS = 11;

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    TaskId next(Instant now) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        long time = last.updateAndGet(previous -> Math.max(previous + 1, micros));
        byte[] bytes = random();
        var text = new StringBuilder(TaskId.LENGTH);
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            text.append(digit(time >>> (digit * BITS)));
        }
        for (byte b : bytes) {
            text.append(digit(b));
        }
        return new TaskId(text.toString());
    }

    /** One byte for each character, of which five bits are used. */
    private byte[] random() {
        byte[] bytes = new byte[TaskId.LENGTH - TIME_DIGITS];
        random.nextBytes(bytes);
        return bytes;
    }

    private static char digit(long bits) {
        return DIGITS[(int) bits & (DIGITS.length - 1)];
    }
}
