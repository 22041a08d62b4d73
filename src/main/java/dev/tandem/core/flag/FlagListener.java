package dev.tandem.core.flag;

import dev.tandem.core.Model;
import dev.tandem.core.wait.Ending;

/**
 * Hears of what happens to {@link Flags}. Called by every kind of thread, some of them event loops, inside a flag's
 * monitor: an implementation is thread-safe, does not block and does not throw.
 */
public interface FlagListener {
    /** Hears nothing. */
    FlagListener NONE = new FlagListener() {};

    /** A client has waited through {@code model} for a flag to be set. */
    default void waited(Model model, Ending ending, long nanos) {}
}
