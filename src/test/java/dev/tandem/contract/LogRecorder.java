package dev.tandem.contract;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Keeps what is logged until a test looks at it. A server that starts sets up Logback anew, and one that is closed takes
 * the JDK's logging with it, so whoever wants to be sure calls {@link #attach} after either.
 */
public final class LogRecorder extends AppenderBase<ILoggingEvent> {
    private static final Queue<ILoggingEvent> EVENTS = new ConcurrentLinkedQueue<>();
    private static final String NAME = LogRecorder.class.getName();

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        EVENTS.add(event);
    }

    /** Records from now on. */
    static void attach() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        if (root.getAppender(NAME) == null) {
            LogRecorder recorder = new LogRecorder();
            recorder.setName(NAME);
            recorder.setContext(root.getLoggerContext());
            recorder.start();
            root.addAppender(recorder);
        }
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
    }

    /** Forgets what was recorded so far. */
    public static void begin() {
        attach();
        EVENTS.clear();
    }

    public static List<ILoggingEvent> events() {
        return List.copyOf(EVENTS);
    }

    /** Everything that somebody would have to look into. */
    public static List<ILoggingEvent> warnings() {
        return EVENTS.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN)
                        || event.getFormattedMessage().contains("LEAK:"))
                .toList();
    }
}
