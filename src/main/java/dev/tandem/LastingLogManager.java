package dev.tandem;

import java.util.logging.LogManager;

/**
 * The JDK's logging, but it does not end by itself when the process is told to stop: what happens while the models drain is
 * logged, too. Everything it takes it hands on to Logback, which ends last.
 */
public final class LastingLogManager extends LogManager {
    /** For the JDK, which finds this class by its name. */
    public LastingLogManager() {}

    /** Called by the JDK in its own shutdown hook, before it reads its configuration, and by nobody else here. */
    @Override
    public void reset() {}
}
