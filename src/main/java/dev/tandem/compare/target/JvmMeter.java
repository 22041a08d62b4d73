package dev.tandem.compare.target;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What a JVM on this machine knows of itself, over JMX and the attach mechanism: no agent of ours runs in it, and nothing has
 * to be set beforehand.
 */
public final class JvmMeter implements AutoCloseable {
    private static final long MEBIBYTE = 1 << 20;
    private static final double MILLIS = 1e3;
    private static final int COLLECTIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Duration patience;
    private final JMXConnector connector;
    private final MemoryMXBean memory;
    private final com.sun.management.ThreadMXBean threads;
    private final RuntimeMXBean runtime;
    private final OperatingSystemMXBean system;
    private final CompilationMXBean compilers;
    private final List<GarbageCollectorMXBean> collectors;

    private JvmMeter(JMXConnector connector, Duration patience) throws IOException {
        this.patience = patience;
        this.connector = connector;
        MBeanServerConnection connection = connector.getMBeanServerConnection();
        memory = ManagementFactory.getPlatformMXBean(connection, MemoryMXBean.class);
        threads = ManagementFactory.getPlatformMXBean(connection, com.sun.management.ThreadMXBean.class);
        runtime = ManagementFactory.getPlatformMXBean(connection, RuntimeMXBean.class);
        system = ManagementFactory.getPlatformMXBean(connection, OperatingSystemMXBean.class);
        compilers = ManagementFactory.getPlatformMXBean(connection, CompilationMXBean.class);
        collectors = ManagementFactory.getPlatformMXBeans(connection, GarbageCollectorMXBean.class);
    }

    /** Absent if it does not let itself be looked into by this user, or has ended. It must be a JVM. */
    static Optional<JvmMeter> attach(long pid) {
        return attach(pid, PATIENCE);
    }

    /** @param patience how long an answer may take; what takes longer is absent */
    @SuppressWarnings("BanJNDI") // The address is that which a JVM of the same user on this machine gave.
    static Optional<JvmMeter> attach(long pid, Duration patience) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return Optional.of(new JvmMeter(
                        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())), patience));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | IOException notToBeLookedInto) {
            return Optional.empty();
        }
    }

    /**
     * The same for a process of which nothing is known: whoever is asked to let itself be looked into gets a {@code SIGQUIT},
     * which ends most that are not a JVM.
     */
    static Optional<JvmMeter> attachIfJvm(long pid) {
        try (Stream<String> mapped = Files.lines(Path.of("/proc", Long.toString(pid), "maps"), ISO_8859_1)) {
            return mapped.anyMatch(line -> line.endsWith("/libjvm.so")) ? attach(pid) : Optional.empty();
        } catch (IOException | UncheckedIOException notOurs) {
            return Optional.empty();
        }
    }

    /** Bytes that all threads have allocated, virtual ones included, as they run on threads that are counted. */
    OptionalLong allocatedBytes() {
        return ask(threads::getTotalThreadAllocatedBytes).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** Time spent in collections since the start. */
    OptionalDouble gcSeconds() {
        return ask(() -> collectors.stream()
                                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                                .sum()
                        / MILLIS)
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty);
    }

    /** Time spent in compilations that have come to their end since the start; absent of a JVM that only interprets. */
    OptionalDouble compilationSeconds() {
        return ask(() -> compilers == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(compilers.getTotalCompilationTime() / MILLIS))
                .orElseGet(OptionalDouble::empty);
    }

    /** What is left of the heap after a full collection; after two, as the first only clears what the second can free. */
    OptionalLong heapAfterCollection() {
        return ask(() -> {
                    for (int i = 0; i < COLLECTIONS; i++) {
                        memory.gc();
                    }
                    return memory.getHeapMemoryUsage().getUsed();
                })
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /** Absent when the JVM has ended, or does not answer. */
    private <T> Optional<T> ask(Callable<T> question) {
        var answer = new FutureTask<>(question);
        Thread.ofVirtual().name("tandem-jmx").start(answer);
        try {
            return Optional.of(answer.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException stuck) {
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UndeclaredThrowableException || e.getCause() instanceof IOException) {
                return Optional.empty();
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted");
        }
    }

    /** What it was started with and found, by names that can be shown; empty when it has ended. */
    public Map<String, String> configuration() {
        return ask(this::askConfiguration).orElseGet(Map::of);
    }

    private Map<String, String> askConfiguration() {
        Map<String, String> configuration = new TreeMap<>();
        configuration.put("JVM", runtime.getVmName() + " " + runtime.getVmVersion());
        configuration.put("JVM options", String.join(" ", runtime.getInputArguments()));
        configuration.put(
                "collectors",
                collectors.stream().map(GarbageCollectorMXBean::getName).collect(Collectors.joining(", ")));
        configuration.put("heap, maximum", memory.getHeapMemoryUsage().getMax() / MEBIBYTE + " MiB");
        configuration.put("processors", Integer.toString(system.getAvailableProcessors()));
        return configuration;
    }

    @Override
    public void close() {
        // One that has gone with its JVM is closed.
        try {
            ask(() -> {
                connector.close();
                return true;
            });
        } catch (CancellationException interrupted) {
            // Whoever closes has more to close.
        }
    }
}
