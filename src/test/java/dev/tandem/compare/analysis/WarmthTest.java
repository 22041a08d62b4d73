package dev.tandem.compare.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WarmthTest {
    private static final double LATENCY = 1e6;
    private static final long SECOND = 1_000_000_000;

    private final Warmth warmth = new Warmth(Duration.ofNanos(SECOND));

    private void add(int windows, double cpu, double compilation) {
        for (int i = 0; i < windows; i++) {
            warmth.add(LATENCY, SECOND, usage(cpu, compilation));
        }
    }

    private static Usage usage(double cpu, double compilation) {
        return new Usage(
                OptionalDouble.of(cpu),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(compilation),
                OptionalLong.empty());
    }

    @Test
    void whatDoesNotChange_andDoesNotCompile_isWarm() {
        add(Warmth.WINDOWS - 1, 0.5, 0.01);
        assertThat(warmth.lack()).hasValue("Latency or CPU still changed");

        add(1, 0.5, 0.01);
        assertThat(warmth.lack()).isEmpty();
    }

    @Test
    void whereACompilerIsBusyAllTheTime_nothingChanges_butItIsNotWarm() {
        add(3 * Warmth.WINDOWS, 1, 0.6);
        assertThat(warmth.lack()).hasValue("The JVM still compiled, for 3.0 of 5.0 s of its CPU");

        // What it takes is told of the last five windows.
        add(Warmth.WINDOWS, 0.4, 0.02);
        assertThat(warmth.lack()).isEmpty();
    }

    @Test
    void whereLittleIsUsed_theLittleThatIsCompiledIsMostOfIt() {
        add(Warmth.WINDOWS, 0.03, 0.02);

        assertThat(warmth.lack()).isEmpty();
    }

    @Test
    void whatNothingIsKnownOf_isWarmWhenItsLatencyIs() {
        for (int window = 0; window < Warmth.WINDOWS; window++) {
            warmth.add(LATENCY * (2 + window), SECOND, Usage.UNKNOWN);
        }
        assertThat(warmth.lack()).hasValue("Latency or CPU still changed");

        for (int window = 0; window < Warmth.WINDOWS; window++) {
            warmth.add(LATENCY, SECOND, Usage.UNKNOWN);
        }
        assertThat(warmth.lack()).isEmpty();
    }

    @Test
    void aChangeOfTheCpuAlone_isAChange() {
        for (int window = 0; window < Warmth.WINDOWS; window++) {
            add(1, 0.5 + window / 10.0, 0);
        }

        assertThat(warmth.lack()).hasValue("Latency or CPU still changed");
    }

    @Test
    void aWindowThatTakesLonger_mayTakeMoreCpu() {
        for (int window = 0; window < Warmth.WINDOWS; window++) {
            double seconds = 1 + window / 10.0;
            warmth.add(LATENCY, (long) (seconds * SECOND), usage(0.5 * seconds, 0));
        }

        assertThat(warmth.lack()).isEmpty();
    }

    @Test
    void whatTheClockMayMiss_isMoreOfAShorterWindow() {
        var brief = new Warmth(Duration.ofNanos(SECOND / 10));
        for (int window = 0; window < Warmth.WINDOWS; window++) {
            brief.add(LATENCY, SECOND / 10, usage(0.02 + window * 0.0005, 0));
            warmth.add(LATENCY, SECOND, usage(0.2 + window * 0.005, 0));
        }

        assertThat(brief.lack()).isEmpty();
        assertThat(warmth.lack()).hasValue("Latency or CPU still changed");
    }
}
