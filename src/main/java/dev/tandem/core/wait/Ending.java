package dev.tandem.core.wait;

import java.util.Locale;

/** How a wait came to its end. The lower-case name is the stable code, and the metric's tag. */
public enum Ending {
    /** It got what it waited for. */
    SERVED,
    /** Its time was over, or its model is shutting down. */
    TIMED_OUT,
    /** The client left. */
    GIVEN_UP,
    /** What it waited for is no more. */
    REFUSED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The stable name, for example {@code timed_out}. */
    public String code() {
        return code;
    }
}
