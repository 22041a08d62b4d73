package dev.tandem.contract;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The virtual threads that there are; the JVM tells them only by way of a file. */
final class VirtualThreadDump {
    private VirtualThreadDump() {}

    /** The stacks of all virtual threads that are somewhere in a package. */
    static List<String> in(String packageName) {
        try {
            Path directory = Files.createTempDirectory("threads");
            Path file = directory.resolve("dump.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
                return Stream.of(Files.readString(file).split("\n\n", -1))
                        .filter(thread -> thread.contains(" virtual") && thread.contains(packageName))
                        .toList();
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
