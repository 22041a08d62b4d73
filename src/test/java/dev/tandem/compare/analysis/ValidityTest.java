package dev.tandem.compare.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ValidityTest {
    private static final long MILLI = 1_000_000;

    @Test
    void aRunWithNothingWrongIsGood() {
        assertThat(Validity.faults(load(10_000, 20 * MILLI, MILLI / 10, 20, Map.of())))
                .isEmpty();
    }

    @Test
    void aGeneratorThatWasLateIsTold() {
        assertThat(Validity.faults(load(10_000, 12 * MILLI, 8 * MILLI, 12, Map.of())))
                .singleElement()
                .asString()
                .contains("generator was late", "8.0 ms");
    }

    @Test
    void aLoadOfWhichNothingCame_isNotOfALateGenerator() {
        assertThat(Validity.faultOfLateness(load(0, MILLI, 0, 0, Map.of("closed", 10_000L))))
                .isEmpty();
    }

    @Test
    void waitingForAConnectionIsNotTheGeneratorsLateness() {
        Load load = load(10_000, 20 * MILLI, MILLI / 10, 20, Map.of());
        load.lateness().recordValueWithCount(50 * MILLI, 10_000);

        assertThat(Validity.faults(load)).isEmpty();
    }

    @Test
    void anOverloadIsNotAskedForLittlesLaw() {
        Load load = load(10_000, 20 * MILLI, 0, 30, Map.of());

        assertThat(Validity.faultsOfOverload(load)).isEmpty();
        assertThat(Validity.faultsOfOverload(load(10_000, 12 * MILLI, 8 * MILLI, 12, Map.of())))
                .hasSize(1);
    }

    @Test
    void aLittleLatenessOfAMomentIsNot() {
        Load load = load(10_000, 20 * MILLI, MILLI / 10, 20, Map.of());
        load.ownLateness().recordValueWithCount(50 * MILLI, 50);

        assertThat(Validity.faults(load)).isEmpty();
    }

    @Test
    void nothingThatCameToAGoodEndIsTold_andHowItEnded() {
        assertThat(Validity.faults(load(0, MILLI, 0, 0, Map.of("connect", 10_000L))))
                .singleElement()
                .asString()
                .contains("Nothing came to a good end", "10,000 connect");
    }

    @Test
    void anUpstreamThatWasLateIsTold() {
        Load load = load(10_000, 20 * MILLI, 0, 20, Map.of());
        var lateness = new Histogram(3);
        lateness.recordValueWithCount(MILLI, 1_000);
        assertThat(Validity.faultsOfUpstream(lateness, load)).isEmpty();

        lateness.recordValueWithCount(15 * MILLI, 20);
        assertThat(Validity.faultsOfUpstream(lateness, load))
                .singleElement()
                .asString()
                .contains("upstream was late", "15.0 ms");
    }

    @Test
    void aGeneratorThatWasAlwaysBusyIsTold() {
        Load load = load(10_000, 20 * MILLI, 0, 20, Map.of());

        assertThat(Validity.faultsOfGenerator(8_900 * MILLI, load)).isEmpty();
        assertThat(Validity.faultsOfGenerator(9_500 * MILLI, load))
                .containsExactly("The generator was saturated: its thread was busy for 95 % of the time");
    }

    @Test
    void littlesLawHolds() {
        assertThat(Validity.faults(load(10_000, 20 * MILLI, 0, 19, Map.of()))).isEmpty();
        assertThat(Validity.faults(load(10_000, 20 * MILLI, 0, 30, Map.of())))
                .containsExactly("Little's law does not hold: 30.0 in flight, but 20.0 by throughput and latency");
    }

    @Test
    void littlesLawIsBrokenBySamplesThatDidNotSeeWhatWasInFlight() {
        assertThat(Validity.faults(load(10_000, 20 * MILLI, 0, 1, Map.of()))).hasSize(1);
    }

    @Test
    void littlesLawIsNotAskedWhereItMakesNoSense() {
        assertThat(Validity.faults(load(10_000, 20 * MILLI, 0, -1, Map.of()))).isEmpty();
        assertThat(Validity.faults(load(100, 20 * MILLI, 0, 3, Map.of()))).isEmpty();
    }

    @Test
    void whatFailsIsInFlight_untilItDoes() {
        assertThat(Validity.faults(failing(40 * 10_000 * MILLI, 60))).isEmpty();
        assertThat(Validity.faults(failing(0, 60)))
                .containsExactly("Little's law does not hold: 60.0 in flight, but 20.0 by throughput and latency");
    }

    /** Of which 40 timed out. */
    private static Load failing(long failedNanos, double inFlight) {
        return load(10_000, 20 * MILLI, 0, inFlight, Map.of("timeout", 40L), failedNanos);
    }

    /** Ten seconds in which all answers took the same time. */
    private static Load load(long completed, long latency, long lateness, double inFlight, Map<String, Long> errors) {
        return load(completed, latency, lateness, inFlight, errors, 0);
    }

    private static Load load(
            long completed, long latency, long lateness, double inFlight, Map<String, Long> errors, long failedNanos) {
        var latencies = new Histogram(3);
        latencies.recordValueWithCount(latency, completed);
        var latenesses = new Histogram(3);
        latenesses.recordValueWithCount(lateness, completed);
        return new Load(
                Duration.ofSeconds(10),
                10_000,
                completed,
                completed,
                new TreeMap<>(errors),
                failedNanos,
                latencies,
                latenesses,
                latenesses.copy(),
                inFlight);
    }
}
