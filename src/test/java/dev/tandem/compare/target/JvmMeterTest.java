package dev.tandem.compare.target;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A JVM is asked what it has done. */
class JvmMeterTest {
    private static final long MEGABYTE = 1 << 20;

    private Process process;
    private BufferedReader said;
    private Writer ask;

    @BeforeEach
    void start() throws IOException {
        List<String> command = new ArrayList<>(FakeServer.command("-Xmx200m", "-Dsome=thing"));
        command.add("--allocate");
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        said = process.inputReader(UTF_8);
        ask = process.outputWriter(UTF_8);
        assertThat(said.readLine()).isEqualTo("ready");
    }

    @AfterEach
    void stop() throws Exception {
        process.destroyForcibly().waitFor();
    }

    private void allocate(int megabytes) throws IOException {
        ask.write(megabytes + "\n");
        ask.flush();
        assertThat(said.readLine()).isEqualTo("allocated " + megabytes);
    }

    @Test
    void allocation_isCounted_andWhatIsLeftOfIt() throws Exception {
        try (JvmMeter meter = JvmMeter.attach(process.pid()).orElseThrow()) {
            long heap = meter.heapAfterCollection().orElseThrow();
            long before = meter.allocatedBytes().orElseThrow();
            double gc = meter.gcSeconds().orElseThrow();
            allocate(50);

            assertThat(meter.allocatedBytes().orElseThrow() - before).isBetween(50 * MEGABYTE, 60 * MEGABYTE);
            assertThat(meter.heapAfterCollection().orElseThrow() - heap).isBetween(49 * MEGABYTE, 55 * MEGABYTE);
            assertThat(meter.gcSeconds().orElseThrow()).isGreaterThanOrEqualTo(gc);

            allocate(0);
            assertThat(meter.heapAfterCollection().orElseThrow() - heap).isLessThan(2 * MEGABYTE);
            assertThat(meter.allocatedBytes().orElseThrow() - before).isGreaterThanOrEqualTo(50 * MEGABYTE);
        }
    }

    @Test
    void theConfiguration_isThatOfTheJvm() {
        try (JvmMeter meter = JvmMeter.attach(process.pid()).orElseThrow()) {
            assertThat(meter.configuration())
                    .containsEntry("JVM options", "-Xmx200m -Dsome=thing -XX:TieredStopAtLevel=1")
                    .containsEntry("processors", "" + Runtime.getRuntime().availableProcessors())
                    .containsKeys("JVM", "collectors");
            assertThat(meter.configuration().get("heap, maximum")).matches("(19\\d|200) MiB");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aJvmThatStandsStill_isNotWaitedForForever() throws Exception {
        try (JvmMeter meter =
                JvmMeter.attach(process.pid(), Duration.ofMillis(200)).orElseThrow()) {
            String pid = Long.toString(process.pid());
            assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor())
                    .isZero();

            assertThat(meter.allocatedBytes()).isEmpty();
            assertThat(meter.configuration()).isEmpty();
        }
    }

    @Test
    void aJvmThatHasEnded_isNotMeasured() throws Exception {
        stop();

        assertThat(JvmMeter.attach(process.pid())).isEmpty();
        assertThat(JvmMeter.attachIfJvm(process.pid())).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aJvm_isRecognized() {
        assertThat(JvmMeter.attachIfJvm(process.pid())).isPresent().get().satisfies(JvmMeter::close);
    }

    /** Which the signal would end that asks a JVM to listen. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsNotAJvm_isLeftAlone() throws Exception {
        Process other = new ProcessBuilder("sh", "-c", "trap 'exit 3' QUIT; echo ready; read line").start();
        try (var out = other.inputReader(UTF_8);
                var in = other.outputWriter(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");

            assertThat(JvmMeter.attachIfJvm(other.pid())).isEmpty();

            in.write("\n");
            in.flush();
            assertThat(other.waitFor()).isZero();
        } finally {
            other.destroyForcibly();
        }
    }
}
