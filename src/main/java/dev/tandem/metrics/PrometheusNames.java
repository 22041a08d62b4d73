package dev.tandem.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.Set;

/**
 * Leaves out what Micrometer names against Prometheus' rules ({@code promtool check metrics} objects to it). The one of
 * them that matters here, the CPU time of the process, comes back under the name that it has in every Prometheus client,
 * {@code process_cpu_seconds_total}.
 */
public final class PrometheusNames implements MeterBinder {
    private static final Set<String> AGAINST_THE_RULES =
            Set.of("jvm.compilation.time", "process.cpu.time", "system.cpu.count");
    private static final double NANOS_PER_SECOND = 1e9;

    /** Refuses them. */
    public static MeterFilter filter() {
        return MeterFilter.deny(id -> AGAINST_THE_RULES.contains(id.getName()));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        OperatingSystemMXBean bean = ManagementFactory.getOperatingSystemMXBean();
        if (bean instanceof com.sun.management.OperatingSystemMXBean process) {
            FunctionCounter.builder("process.cpu", process, counted -> counted.getProcessCpuTime() / NANOS_PER_SECOND)
                    .description("The CPU time that the process has used")
                    .baseUnit("seconds")
                    .register(registry);
        }
    }
}
