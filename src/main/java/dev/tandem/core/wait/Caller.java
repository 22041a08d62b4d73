package dev.tandem.core.wait;

import dev.tandem.core.Model;
import java.util.concurrent.Executor;

/**
 * Who asks for something that may take a while.
 *
 * @param model the model through which it asks
 * @param executor completes what it waits for, and so runs what is made of that: the connection's event loop, or a virtual
 *     thread. Never the thread at hand, which may be an event loop that serves others, or the one that keeps the time
 */
public record Caller(Model model, Executor executor) {}
