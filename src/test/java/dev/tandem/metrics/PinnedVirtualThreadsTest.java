package dev.tandem.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PinnedVirtualThreadsTest {
    static final Duration WAITS = Duration.ofMillis(100);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** The JVM initializes a class under a native frame, which keeps the thread on its carrier. */
    private static final class WaitsWhileItIsInitialized {
        static {
            LockSupport.parkNanos(WAITS.toNanos());
        }
    }

    @Test
    void aVirtualThreadThatKeepsItsCarrierWhileItWaits_isTimed() throws Exception {
        String file = WaitsWhileItIsInitialized.class.getName().replaceFirst(".*\\.", "") + ".class";
        byte[] bytes;
        try (var in = Objects.requireNonNull(PinnedVirtualThreadsTest.class.getResourceAsStream(file))) {
            bytes = in.readAllBytes();
        }
        try (var pinned = new PinnedVirtualThreads()) {
            pinned.bindTo(registry);
            Timer timer = registry.get("tandem.virtual.threads.pinned").timer();

            // Flight Recorder takes a while to start; what happens before is not recorded.
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                Thread.startVirtualThread(() -> initializeAnew(bytes)).join();
                return timer.count() > 0;
            });

            assertThat(timer.max(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(WAITS.toMillis() / 2.0);
        }
    }

    private static void initializeAnew(byte[] bytes) {
        try {
            MethodHandles.lookup().defineHiddenClass(bytes, true);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void closedBeforeFlightRecorderHasStarted_leavesNothingBehind() {
        var pinned = new PinnedVirtualThreads();
        pinned.bindTo(registry);
        pinned.close();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("tandem-flight-recorder")));
    }
}
