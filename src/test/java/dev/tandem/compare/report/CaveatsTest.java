package dev.tandem.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Recovery;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.analysis.Usage;
import dev.tandem.compare.run.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class CaveatsTest {
    @Test
    void ofGoodRunsThereIsNothingToSay() {
        assertThat(Caveats.of(List.of(result(3, 0, 1_000), SampleReport.idle())))
                .isEmpty();
    }

    @Test
    void aScenarioThatSaysNothingIsNamed() {
        assertThat(Caveats.of(List.of(SampleReport.fetch())))
                .containsExactly("fetch says nothing: its runs were void, again and again.");
    }

    @Test
    void fewPairsAreTold() {
        assertThat(Caveats.of(List.of(result(2, 0, 1_000))))
                .containsExactly("echo has 2 pairs of runs: of so few, hardly any difference can be shown.");
    }

    @Test
    void whatFailedIsTold() {
        assertThat(Caveats.of(List.of(result(3, 25, 1_000))))
                .containsExactly(
                        "In echo up to 2.50 % of what was due in a run failed: its latency is that of the rest.");
    }

    @Test
    void whatFailedIsTold_whereItIsJudgedByIt() {
        assertThat(Caveats.of(List.of(result(3, 1, 1_000)))).isEmpty();
        assertThat(Caveats.of(List.of(result(3, 2, 1_000))))
                .singleElement()
                .asString()
                .contains("up to 0.200 %");
    }

    @Test
    void runsThatHadNotRecoveredAreTold() {
        List<Measurement> runs = new ArrayList<>();
        for (Measurement run : result(3, 0, 1_000).runs()) {
            boolean isReached = run.side() == Side.B || run.pair() > 0;
            runs.add(SampleReport.recovered(run, new Recovery(Duration.ofSeconds(isReached ? 3 : 64), isReached)));
        }

        assertThat(Caveats.of(
                        List.of(SampleReport.result(SampleReport.requests("overload", "", 1), 1, Map.of(), runs))))
                .containsExactly(
                        "In overload 1 run of A and 0 of B had not recovered after 64 s: theirs counts as that, and is longer.");
    }

    @Test
    void latenessOfTheGeneratorThatIsALargePartOfTheLatencyIsTold() {
        assertThat(Caveats.of(List.of(result(3, 0, 400_000))))
                .singleElement()
                .asString()
                .startsWith("In echo the generator was late: at the percentile 99 by up to 40.0 %");
    }

    @Test
    void runsThatWereMadeAgainAreTold() {
        Result good = result(3, 0, 1_000);
        List<Measurement> runs = new ArrayList<>(good.runs());
        runs.add(SampleReport.spoilt(runs.getFirst(), "the generator was late"));
        var result = new Result(
                good.scenario(), 1, Map.of(), runs, good.comparisons(), List.of(), List.of("A: more may be possible"));

        assertThat(Caveats.of(List.of(result)))
                .containsExactly(
                        "In echo 1 run of A and 0 of B were void, and were made again.",
                        "In echo: A: more may be possible.");
    }

    @Test
    void waitingForAConnectionIsTold() {
        var latency = new Histogram(3);
        latency.recordValueWithCount(1_000_000, 1_000);
        var waited = new Histogram(3);
        waited.recordValueWithCount(500_000, 1_000);
        var load = new Load(
                Duration.ofSeconds(1), 1_000, 1_000, 1_000, new TreeMap<>(), 0, latency, waited, new Histogram(3), -1);

        assertThat(Caveats.of(
                        List.of(SampleReport.result(SampleReport.requests("echo", "", 7), 1, Map.of(), runs(3, load)))))
                .containsExactly(
                        "In echo requests waited for one of 7 connections, at the percentile 99 for up to 50.0 % of"
                                + " the latency.");
    }

    /** Requests that took a millisecond. */
    private static Result result(int pairs, long failed, long lateness) {
        var latency = new Histogram(3);
        latency.recordValueWithCount(1_000_000, 1_000 - failed);
        var late = new Histogram(3);
        late.recordValueWithCount(lateness, 1_000);
        return SampleReport.result(
                SampleReport.requests("echo", "", 1),
                1,
                Map.of(),
                runs(
                        pairs,
                        new Load(
                                Duration.ofSeconds(1),
                                1_000,
                                1_000 - failed,
                                1_000 - failed,
                                new TreeMap<>(),
                                0,
                                latency,
                                late,
                                late,
                                -1)));
    }

    private static List<Measurement> runs(int pairs, Load load) {
        List<Measurement> runs = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            for (Side side : Side.values()) {
                runs.add(new Measurement(
                        "echo",
                        side,
                        pair,
                        true,
                        Optional.of(load),
                        Usage.UNKNOWN,
                        List.of(),
                        Optional.empty(),
                        List.of()));
            }
        }
        return runs;
    }
}
