package dev.tandem.contract;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Keeps what is logged until a test looks at it; made by Logback, which reads its own configuration for each server. */
public final class LogRecorder extends AppenderBase<ILoggingEvent> {
    private static final Queue<ILoggingEvent> EVENTS = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        EVENTS.add(event);
    }

    /** Forgets what was logged so far. A server that was closed has taken the JDK's logging with it, so that is brought back. */
    static void begin() {
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
        EVENTS.clear();
    }

    static List<ILoggingEvent> events() {
        return List.copyOf(EVENTS);
    }

    /** Everything that somebody would have to look into. */
    static List<ILoggingEvent> warnings() {
        return EVENTS.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN)
                        || event.getFormattedMessage().contains("LEAK:"))
                .toList();
    }
}
