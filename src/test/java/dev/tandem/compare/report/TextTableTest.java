package dev.tandem.compare.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.compare.run.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "event-loop",
                "http://a-host-with-a-long-name.in.a.domain.with.more.names.than.one.would.like.example.org:8080/and/a/path"
            })
    void noLineIsLongerThanAHundredColumns(String label) {
        String text = TextTable.of(SampleReport.of(label, label), UTF_8);

        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void everyScenarioIsThere_withWhatCanBeSaidOfIt() {
        Report report = SampleReport.of("event-loop", "virtual-thread");
        String text = joined(TextTable.of(report, UTF_8));

        assertThat(report.results())
                .extracting(Result::scenario)
                .allSatisfy(scenario -> assertThat(text).contains(scenario.name() + ": " + scenario.title()));
        assertThat(text)
                .contains("latency p99.9 10.3 ms 18.4 ms 1.78 1.56 to 2.04 favours event-loop")
                .contains("No difference that this run can show in throughput")
                .contains("recovery 0 ms 3.92 s +3.92 s")
                .contains("This scenario says nothing. The server has ended.");
    }

    @Test
    void voidRunsSayWhy_andCaveatsAreToldInFull() {
        Report report = SampleReport.of("event-loop", "virtual-thread");
        String text = joined(TextTable.of(report, UTF_8));

        assertThat(text).contains("void: pair 3, A. " + SampleReport.LATE, "void: pair 3, A. " + SampleReport.DIED);
        assertThat(report.caveats()).allSatisfy(caveat -> assertThat(text).contains(caveat));
    }

    @Test
    void ofAScenarioThatIsNotValidNothingIsCompared() {
        String text = TextTable.of(SampleReport.of("event-loop", "virtual-thread"), UTF_8);
        String fetch = text.substring(text.indexOf("fetch: "), text.indexOf("cpu: "));

        assertThat(fetch).doesNotContain("favours", "CPU each");
    }

    @Test
    void sidesWithLongNamesGoByTheirLetters() {
        String text = joined(TextTable.of(SampleReport.of("http://127.0.0.1:8080", "http://127.0.0.1:8081"), UTF_8));

        assertThat(text).contains("A http://127.0.0.1:8080", "1.56 to 2.04 favours A");
    }

    @Test
    void whatATerminalDoesNotHaveIsWrittenInOtherLetters() {
        String text = TextTable.of(SampleReport.of("event-loop", "virtual-thread"), US_ASCII);

        assertThat(text.replace("\n", ""))
                .isPrintable()
                .contains("159 us", "-----")
                .doesNotContain("?");
    }

    @Test
    void aTerminalIsNotToldWhatToDo() {
        String text =
                TextTable.of(SampleReport.of("\u001b[2Jevent-loop", "virtual\u0007\r\n\u009b2J\u202ethread"), UTF_8);

        assertThat(text.replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
    }

    private static String joined(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
