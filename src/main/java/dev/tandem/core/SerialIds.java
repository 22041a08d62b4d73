package dev.tandem.core;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Makes ids, none of them twice, also not by another process: what this one calls itself, and a number. Thread-safe. */
public final class SerialIds implements Supplier<String> {
    private final String process = new RandomIds().get();
    private final AtomicLong last = new AtomicLong();

    @Override
    public String get() {
        return process + ":" + last.incrementAndGet();
    }
}
