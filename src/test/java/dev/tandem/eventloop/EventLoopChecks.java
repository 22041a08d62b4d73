package dev.tandem.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import reactor.blockhound.BlockHound;

/**
 * Fails a test class in which an event loop was blocked or a buffer was not released. Both are watched from the first
 * moment of the test run, because Netty asks for its leak detector once, when its buffers are loaded.
 */
public final class EventLoopChecks implements LauncherSessionListener, AfterAllCallback {
    private static final Queue<String> BLOCKED = new ConcurrentLinkedQueue<>();
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final int COLLECTIONS = 3;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingDetectors());
        BlockHound.builder()
                .loadIntegrations()
                // These locks are held for a time that depends on nobody.
                .allowBlockingCallsInside("dev.tandem.core.channel.Channel", "publish")
                .allowBlockingCallsInside("dev.tandem.core.channel.Channel", "join")
                .allowBlockingCallsInside("dev.tandem.core.channel.Channel", "leave")
                .allowBlockingCallsInside("dev.tandem.core.channel.Channel", "read")
                .allowBlockingCallsInside("dev.tandem.core.channel.Channel", "state")
                .allowBlockingCallsInside("dev.tandem.core.channel.Channel", "clear")
                .allowBlockingCallsInside("dev.tandem.core.channel.Channel", "publishLast")
                .allowBlockingCallsInside("dev.tandem.core.channel.Channel", "forget")
                .allowBlockingCallsInside("dev.tandem.core.wait.Monitor", "acquire")
                // The kernel's random numbers come from a file, but never late.
                .allowBlockingCallsInside("dev.tandem.core.RandomIds", "get")
                .allowBlockingCallsInside("dev.tandem.core.task.TaskIds", "random")
                .allowBlockingCallsInside("dev.tandem.core.lease.LeaseIds", "get")
                // Netty's allocator moves between loops what they share under a short lock.
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate")
                // Timers, work for pools and log lines are handed over under a lock of the JDK's or of Logback's.
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor", "schedule")
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "remove")
                .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "execute")
                .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "remove")
                .allowBlockingCallsInside("ch.qos.logback.classic.Logger", "buildLoggingEventAndAppend")
                .blockingMethodCallback(method -> {
                    var error = new Error("%s blocks %s".formatted(method, Thread.currentThread()));
                    BLOCKED.add(describe(error));
                    throw error;
                })
                .install();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            // Netty looks for leaks when it hands out a buffer.
            ByteBufAllocator.DEFAULT.directBuffer(1).release();
            ByteBufAllocator.DEFAULT.heapBuffer(1).release();
        }
        assertThat(LEAKS).as("buffers that were not released").isEmpty();
        assertThat(BLOCKED).as("calls that blocked an event loop").isEmpty();
    }

    private static String describe(Throwable error) {
        var text = new StringBuilder(error.getMessage());
        for (StackTraceElement element : error.getStackTrace()) {
            text.append("\n    at ").append(element);
        }
        return text.toString();
    }

    private static final class RecordingDetectors extends ResourceLeakDetectorFactory {
        @Override
        @Deprecated
        @SuppressWarnings("InlineMeSuggester")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return newResourceLeakDetector(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            return new RecordingDetector<>(resource, samplingInterval);
        }
    }

    private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {
        RecordingDetector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType);
        }
    }
}
