package dev.tandem.core.wait;

import dev.tandem.core.Model;
import java.util.concurrent.Executor;

/**
 * Who asks for something that may take a while.
 *
 * @param model the model through which it asks
 * @param executor completes what it waits for: the connection's event loop, or whichever thread is at hand where a thread
 *     of its own is blocked on the future
 */
public record Caller(Model model, Executor executor) {
    /** A caller whose own thread blocks. */
    public static Caller blocking(Model model) {
        return new Caller(model, Runnable::run);
    }
}
