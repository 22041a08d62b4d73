package dev.tandem.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/**
 * Times how long virtual threads kept their carrier although they had to wait, which is what a native frame on their stack
 * makes them do. The JVM tells of it through Flight Recorder alone, whose events arrive about a second late.
 *
 * <p>Flight Recorder takes half a second to start, so it does that on a thread of its own. Where it can't (a JVM without
 * it, a disk that can't be written) that is logged, and the meter stays at zero.
 */
public final class PinnedVirtualThreads implements MeterBinder, AutoCloseable {
    private static final Logger log = System.getLogger(PinnedVirtualThreads.class.getName());
    private static final String EVENT = "jdk.VirtualThreadPinned";

    /** The JDK's own threshold for this event (its {@code default.jfc}). */
    private static final Duration THRESHOLD = Duration.ofMillis(20);

    /** How long events stay on the disk, where they pass on their way from the JVM to here. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private @Nullable RecordingStream stream;
    private boolean closed;

    @Override
    public void bindTo(MeterRegistry registry) {
        Timer pinned = TandemMeter.VIRTUAL_THREADS_PINNED.timer(registry);
        Thread.ofPlatform().name("tandem-flight-recorder").daemon().start(() -> follow(pinned));
    }

    private void follow(Timer pinned) {
        try (RecordingStream recording = new RecordingStream()) {
            recording.setMaxAge(KEPT);
            recording.enable(EVENT).withThreshold(THRESHOLD).withoutStackTrace();
            recording.onEvent(EVENT, event -> pinned.record(event.getDuration()));
            if (keep(recording)) {
                recording.start();
            }
        } catch (RuntimeException | LinkageError e) {
            if (!isClosed()) {
                log.log(Level.WARNING, "Pinned virtual threads are not counted: {0}", e.toString());
            }
        }
    }

    private synchronized boolean keep(RecordingStream recording) {
        stream = recording;
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        RecordingStream open;
        synchronized (this) {
            closed = true;
            open = stream;
        }
        if (open != null) {
            open.close();
        }
    }
}
