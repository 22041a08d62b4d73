package dev.tandem.compare.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.analysis.Measurement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReportTest {
    private static final Report REPORT = SampleReport.of("event-loop", "<virtual> \"thread\"");
    private static final JsonNode JSON = written(REPORT);

    @Test
    void saysItsFormat() {
        assertThat(JSON.path("format").asInt()).isEqualTo(1);
    }

    @Test
    void hasWhatTheReportHas() {
        assertThat(JSON.path("begun").asString()).isEqualTo("2026-11-26T01:10:00Z");
        assertThat(JSON.path("command").asString()).isEqualTo(REPORT.command());
        assertThat(JSON.path("environment").path("memory").asString()).isEqualTo("25.2 GB");
        assertThat(JSON.at("/sides/B/label").asString()).isEqualTo("<virtual> \"thread\"");
        assertThat(JSON.at("/sides/A/configuration/tandem.models").asString()).isEqualTo("event-loop");
        assertThat(JSON.path("caveats").values()).extracting(JsonNode::asString).isEqualTo(REPORT.caveats());
        assertThat(JSON.path("scenarios").values())
                .extracting(scenario -> scenario.path("name").asString())
                .containsExactly("echo", "wait", "fanout-ws", "idle", "overload", "fetch", "cpu");
    }

    @Test
    void histogramsComeBackAsTheyWere() throws Exception {
        List<Measurement> runs = REPORT.results().getFirst().runs();
        for (int i = 0; i < runs.size(); i++) {
            JsonNode load = JSON.at("/scenarios/0/runs/" + i + "/load");
            Load was = runs.get(i).load().orElseThrow();

            assertThat(counts(decoded(load.path("latency")))).isEqualTo(counts(was.latency()));
            assertThat(counts(decoded(load.path("lateness")))).isEqualTo(counts(was.lateness()));
            assertThat(load.path("latency").path("count").asLong())
                    .isEqualTo(was.latency().getTotalCount());
        }
    }

    @Test
    void comparisonsHaveTheirVerdicts() {
        JsonNode p99 = comparison(0, "p99");

        assertThat(p99.path("verdict").asString()).isEqualTo("a-less");
        assertThat(p99.path("favours").asString()).isEqualTo("A");
        assertThat(p99.at("/ratio/low").asDouble())
                .isBetween(1.0, p99.at("/ratio/estimate").asDouble());
        assertThat(p99.path("difference").isMissingNode()).isTrue();
        assertThat(p99.path("control").size()).isEqualTo(4);
        assertThat(comparison(1, "p99").path("verdict").asString()).isEqualTo("none-shown");
        assertThat(comparison(1, "p99").path("favours").isMissingNode()).isTrue();
        assertThat(comparison(4, "recovery").at("/difference/estimate").asDouble())
                .isGreaterThan(3_000);
    }

    @Test
    void aRecoverySaysWhetherItCameAbout() {
        JsonNode run = JSON.at("/scenarios/4/runs/1");

        assertThat(run.path("recoverySeconds").asDouble()).isEqualTo(3.8);
        assertThat(run.path("recovered").booleanValue()).isTrue();
    }

    @Test
    void whatWasNotMeasuredIsAbsent() {
        JsonNode idle = JSON.at("/scenarios/3/runs/0");

        assertThat(idle.path("load").isMissingNode()).isTrue();
        assertThat(idle.path("usage").isEmpty()).isTrue();
        assertThat(idle.path("memory").size()).isEqualTo(3);
        assertThat(JSON.at("/scenarios/0/runs/0/load/meanInFlight").isMissingNode())
                .isTrue();
        assertThat(JSON.at("/scenarios/0/runs/0/recovered").isMissingNode()).isTrue();
    }

    @Test
    void voidRunsAreThereWithTheirReasons() {
        assertThat(JSON.at("/scenarios/0/runs/4/faults/0").asString()).isEqualTo(SampleReport.LATE);
        assertThat(JSON.at("/scenarios/5/valid").asBoolean()).isFalse();
        assertThat(JSON.at("/scenarios/5/comparisons").isEmpty()).isTrue();
        assertThat(JSON.at("/scenarios/5/faults/0").asString()).isEqualTo(SampleReport.DIED);
    }

    @Test
    void aFileThatCannotBeWrittenIsAFailureOfIO() {
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThatThrownBy(() -> JsonReport.write(REPORT, full))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
    }

    private static JsonNode comparison(int scenario, String metric) {
        return JSON.at("/scenarios/" + scenario + "/comparisons").values().stream()
                .filter(comparison -> comparison.path("metric").asString().equals(metric))
                .findAny()
                .orElseThrow();
    }

    private static Histogram decoded(JsonNode histogram) throws Exception {
        byte[] bytes = Base64.getDecoder().decode(histogram.path("histogram").asString());
        return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
    }

    private static Map<Long, Long> counts(Histogram histogram) {
        Map<Long, Long> counts = new TreeMap<>();
        histogram
                .recordedValues()
                .forEach(value -> counts.put(value.getValueIteratedTo(), value.getCountAtValueIteratedTo()));
        return counts;
    }

    private static JsonNode written(Report report) {
        var out = new ByteArrayOutputStream();
        try {
            JsonReport.write(report, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return JsonMapper.builder().build().readTree(out.toByteArray());
    }
}
