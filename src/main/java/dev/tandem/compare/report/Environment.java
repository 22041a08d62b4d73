package dev.tandem.compare.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine on which this process runs, and the process itself, as far as they tell. */
public final class Environment {
    private static final Path RELEASE = Path.of("/etc/os-release");
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Environment() {}

    /** By name, in the order in which it is to be told. */
    public static Map<String, String> here() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                "operating system",
                value(RELEASE, "PRETTY_NAME", '=').orElseGet(system::getName).replace("\"", ""));
        environment.put("kernel", "%s %s, %s".formatted(system.getName(), system.getVersion(), system.getArch()));
        value(PROCESSORS, "model name", ':').ifPresent(model -> environment.put("processor", model));
        environment.put("processors", Integer.toString(system.getAvailableProcessors()));
        environment.put("memory", Quantity.bytes((double) system.getTotalMemorySize()));
        if (system.getSystemLoadAverage() >= 0) {
            environment.put("load average", String.format(Locale.ROOT, "%.2f", system.getSystemLoadAverage()));
        }
        environment.put("JVM of the generator", "%s %s".formatted(runtime.getVmName(), runtime.getVmVersion()));
        environment.put("its options", String.join(" ", runtime.getInputArguments()));
        Optional.ofNullable(Environment.class.getPackage().getImplementationVersion())
                .ifPresent(version -> environment.put("Tandem", version));
        return environment;
    }

    /** Of the first line that begins so, what comes after the sign. */
    private static Optional<String> value(Path file, String name, char sign) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name) && line.indexOf(sign) > 0)
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(sign) + 1).strip());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
