package dev.tandem.core.queue;

import java.util.Locale;

/** Which of a queue's items is claimed next. One that is given back goes before all of its priority that are there. */
public enum Order {
    /** The one that has been there longest. */
    FIFO,
    /** The one that came last. */
    LIFO,
    /** The one with the highest priority; among equals, the one that has been there longest. */
    PRIORITY;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name in configuration and answers, for example {@code fifo}. */
    public String text() {
        return text;
    }
}
