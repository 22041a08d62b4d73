package dev.tandem.compare.target;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What a JVM on this machine knows of itself, over JMX and the attach mechanism: no agent of ours runs in it, and nothing has
 * to be set beforehand.
 */
public final class JvmMeter implements AutoCloseable {
    private static final double MILLIS = 1e3;
    private static final int COLLECTIONS = 2;

    private final JMXConnector connector;
    private final MemoryMXBean memory;
    private final com.sun.management.ThreadMXBean threads;
    private final RuntimeMXBean runtime;
    private final OperatingSystemMXBean system;
    private final List<GarbageCollectorMXBean> collectors;

    private JvmMeter(JMXConnector connector) throws IOException {
        this.connector = connector;
        MBeanServerConnection connection = connector.getMBeanServerConnection();
        memory = ManagementFactory.getPlatformMXBean(connection, MemoryMXBean.class);
        threads = ManagementFactory.getPlatformMXBean(connection, com.sun.management.ThreadMXBean.class);
        runtime = ManagementFactory.getPlatformMXBean(connection, RuntimeMXBean.class);
        system = ManagementFactory.getPlatformMXBean(connection, OperatingSystemMXBean.class);
        collectors = ManagementFactory.getPlatformMXBeans(connection, GarbageCollectorMXBean.class);
    }

    /** Absent if it is not a JVM, or does not let itself be looked into by this user. */
    @SuppressWarnings("BanJNDI") // The address is that which a JVM of the same user on this machine gave.
    static Optional<JvmMeter> attach(long pid) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return Optional.of(new JvmMeter(
                        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | IOException notToBeLookedInto) {
            return Optional.empty();
        }
    }

    /** Bytes that all threads have allocated, virtual ones included, as they run on threads that are counted. */
    long allocatedBytes() {
        return threads.getTotalThreadAllocatedBytes();
    }

    /** Time spent in collections since the start. */
    double gcSeconds() {
        return collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum()
                / MILLIS;
    }

    /** What is left of the heap after a full collection; after two, as the first only clears what the second can free. */
    long heapAfterCollection() {
        for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** What it was started with and found, by names that can be shown. */
    public Map<String, String> configuration() {
        Map<String, String> configuration = new TreeMap<>();
        configuration.put("JVM", runtime.getVmName() + " " + runtime.getVmVersion());
        configuration.put("JVM options", String.join(" ", runtime.getInputArguments()));
        configuration.put(
                "collectors",
                collectors.stream().map(GarbageCollectorMXBean::getName).collect(Collectors.joining(", ")));
        configuration.put("heap, maximum", memory.getHeapMemoryUsage().getMax() + " bytes");
        configuration.put("processors", Integer.toString(system.getAvailableProcessors()));
        return configuration;
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException gone) {
            // With its JVM.
        }
    }
}
