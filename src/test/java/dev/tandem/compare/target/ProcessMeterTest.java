package dev.tandem.compare.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** This process, as the operating system sees it, and how it is found by its port. */
@EnabledOnOs(OS.LINUX)
class ProcessMeterTest {
    /** The system counts CPU time in hundredths of a second, of which two may be missed. */
    private static final double CLOCK = 0.02;

    private final ProcessMeter meter = new ProcessMeter(ProcessHandle.current());

    private static List<Long> processesAt(String url) {
        return Listeners.processesAt(URI.create(url)).stream()
                .map(ProcessHandle::pid)
                .toList();
    }

    private static ServerSocket listener(int port, String address) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getByName(address));
    }

    /** Returns for how many seconds of CPU it was busy. */
    private static double burnCpu() {
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        long used = 0;
        while (used < 300_000_000) {
            used = threads.getCurrentThreadCpuTime() - before;
        }
        return used / 1e9;
    }

    @Test
    void cpuTime_isThatOfItsThreads() {
        double before = meter.cpuSeconds();
        double used = burnCpu();

        // The others of this JVM may have been busy as well.
        assertThat(meter.cpuSeconds() - before).isGreaterThanOrEqualTo(used - CLOCK);
        double all = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
        assertThat(meter.cpuSeconds()).isCloseTo(all, within(0.2));
    }

    @Test
    void memory_isWhatItHas() {
        long before = meter.rssBytes().orElseThrow();
        byte[] touched = new byte[64 << 20];
        for (int i = 0; i < touched.length; i += 1024) {
            touched[i] = 1;
        }

        assertThat(before).isBetween(16L << 20, 16L << 30);
        // Where the heap had room that was touched before, nothing is added.
        assertThat(meter.rssBytes().orElseThrow()).isGreaterThan(touched.length);
    }

    @Test
    void threads_areThoseOfTheSystem() {
        assertThat(meter.threads().orElseThrow())
                .isGreaterThanOrEqualTo(ManagementFactory.getThreadMXBean().getThreadCount());
        assertThat(meter.isAlive()).isTrue();
        assertThat(meter.pid()).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void oneThatHasEnded_hasNothing() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        var gone = new ProcessMeter(ended.toHandle());

        assertThat(gone.isAlive()).isFalse();
        assertThat(gone.cpuSeconds()).isZero();
        assertThat(gone.rssBytes()).isEmpty();
        assertThat(gone.threads()).isEmpty();
        assertThat(new ProcessMeter(ProcessHandle.current(), ended.toHandle()).isAlive())
                .isFalse();
    }

    @Test
    void severalAreSummedUp() {
        var twice = new ProcessMeter(ProcessHandle.current(), ProcessHandle.current());

        assertThat(twice.cpuSeconds()).isGreaterThanOrEqualTo(2 * meter.cpuSeconds() - 1);
        assertThat(twice.threads().orElseThrow()).isGreaterThan(meter.threads().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "127.0.0.1, localhost",
        "0.0.0.0,   127.0.0.1",
        "::,        127.0.0.1",
        "127.0.0.2, 127.0.0.2",
    })
    void aProcessIsFoundByItsPort(String bound, String asked) throws IOException {
        try (var listener = listener(0, bound)) {
            assertThat(processesAt("http://%s:%d".formatted(asked, listener.getLocalPort())))
                    .containsExactly(ProcessHandle.current().pid());
        }
    }

    @Test
    void anotherAddress_isAnotherListener() throws IOException {
        try (var listener = listener(0, "127.0.0.2")) {
            assertThat(processesAt("http://127.0.0.1:" + listener.getLocalPort()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1", "http://192.0.2.1:80", "http://no-such-host.invalid:80", "http:/x"})
    void nobodyIsFound_whereNobodyListens(String url) {
        assertThat(processesAt(url)).isEmpty();
    }

    @Test
    void aServerThatRuns_isMeasuredFromOutside_andLeftRunning() throws IOException {
        try (var listener = listener(0, "127.0.0.1")) {
            URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());
            try (var server = new RunningServer(url)) {
                assertThat(server.url()).isEqualTo(url);
                assertThat(server.process().orElseThrow().pid())
                        .isEqualTo(ProcessHandle.current().pid());
                assertThat(server.isAlive()).isTrue();
                // A JVM does not attach to itself.
                assertThat(server.jvm()).isEmpty();
                Server.Used<Double> used = server.during(ProcessMeterTest::burnCpu);
                assertThat(used.usage().cpuSeconds().orElseThrow()).isGreaterThanOrEqualTo(used.value() - CLOCK);
                assertThat(used.usage().allocatedBytes()).isEmpty();
            }
            assertThat(listener.isClosed()).isFalse();
        }
    }

    @Test
    void ofOneThatIsElsewhere_nothingIsKnown() {
        try (var server = new RunningServer(URI.create("http://192.0.2.1"))) {
            assertThat(server.process()).isEmpty();
            assertThat(server.isAlive()).isTrue();
            Server.Reading reading = server.read();
            assertThat(reading.cpuSeconds()).isEmpty();
            assertThat(reading.allocatedBytes()).isEmpty();
            assertThat(reading.gcSeconds()).isEmpty();
            assertThat(reading.compilationSeconds()).isEmpty();
            assertThat(reading.threads()).isEmpty();
            assertThat(server.memory(3).rssBytes()).isEmpty();
        }
    }
}
