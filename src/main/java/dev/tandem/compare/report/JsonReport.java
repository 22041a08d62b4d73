package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.Interval;
import dev.tandem.compare.analysis.LoadPoint;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.run.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The report as data, with all that was measured, so that it can be analysed anew without being measured anew.
 *
 * <pre>{@code
 * {"format": 1,                          // grows when a reader of this one would not understand the next
 *  "title": …, "begun": …, "ended": …,   // times in ISO 8601
 *  "command": …,
 *  "environment": {name: value, …},
 *  "sides": {"A": {"label": …, "configuration": {name: value, …}}, "B": …},
 *  "caveats": [sentence, …],
 *  "scenarios": [
 *    {"name": …, "title": …, "connections": …,
 *     "ratePerSecond": …,                // of requests; 0 where there are none
 *     "valid": …, "faults": [sentence, …],
 *     "summary": sentence,
 *     "curves": {"A": [{"offeredPerSecond": …, "throughputPerSecond": …, "p50Millis": …, "p99Millis": …, "cores": …}, …], …},
 *     "comparisons": [                   // none of a scenario that is not valid
 *       {"metric": "p99", "title": …, "unit": "ms", "judged": …, "lessIsBetter": …,
 *        "a": …, "b": …,                 // means, in the unit
 *        "ratio": {"low": …, "estimate": …, "high": …, "confidence": …},   // B to A; or
 *        "difference": {…},              // B less A, in the unit, where a value is zero
 *        "control": [ratio, …],          // of runs of the same side, the later to the earlier
 *        "noise": …,                     // how far the mean of one side's control is from equality
 *        "verdict": "a-less" | "b-less" | "none-shown" | "not-judged",
 *        "favours": "A" | "B",           // only if a difference is claimed
 *        "sentence": …}, …],
 *     "runs": [                          // all of them, in the order in which they were had
 *       {"side": "A", "pair": …,         // from 0
 *        "first": …,                     // of its pair
 *        "faults": [sentence, …],        // not empty: it is void
 *        "metrics": {"p99": …, …},       // in the units above
 *        "load": {"seconds": …, "due": …, "completed": …, "answered": …, "failed": …, "errors": {how: count, …},
 *                 "failedSeconds": …,    // for which those that failed were in flight, added up
 *                 "meanInFlight": …,     // absent where it makes no sense
 *                 "latency": {"count": …, "histogram": …}, "lateness": {…}, "ownLateness": {…}},
 *        "usage": {"cpuSeconds": …, "allocatedBytes": …, "gcSeconds": …, "compilationSeconds": …,
 *                  "threads": …},
 *        "memory": [{"connections": …, "heapBytes": …, "residentBytes": …}, …],
 *        "recoverySeconds": …,          // after an overload
 *        "recovered": …}, …]}, …]}       // false: not within these seconds
 * }</pre>
 *
 * <p>A histogram is that of HdrHistogram in its V2 encoding, compressed, in Base64; its values are nanoseconds. What was
 * not measured is absent.
 */
public final class JsonReport {
    private static final int FORMAT = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Report report;
    private final Sentences sentences;
    private final JsonGenerator json;

    private JsonReport(Report report, JsonGenerator json) {
        this.report = report;
        this.json = json;
        sentences = new Sentences(report);
    }

    /** In UTF-8; closes the stream. */
    public static void write(Report report, OutputStream out) throws IOException {
        try (JsonGenerator json = MAPPER.writerWithDefaultPrettyPrinter().createGenerator(out)) {
            new JsonReport(report, json).all();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private void all() {
        json.writeStartObject();
        json.writeNumberProperty("format", FORMAT);
        json.writeStringProperty("title", report.title());
        json.writeStringProperty("begun", report.begun().toString());
        json.writeStringProperty("ended", report.ended().toString());
        json.writeStringProperty("command", report.command());
        texts("environment", report.environment());
        json.writeObjectPropertyStart("sides");
        for (Side side : Side.values()) {
            json.writeObjectPropertyStart(side.name());
            json.writeStringProperty("label", report.label(side));
            texts("configuration", report.of(side).configuration());
            json.writeEndObject();
        }
        json.writeEndObject();
        texts("caveats", report.caveats());
        json.writeArrayPropertyStart("scenarios");
        report.results().forEach(this::scenario);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void scenario(Result result) {
        json.writeStartObject();
        json.writeStringProperty("name", result.scenario().name());
        json.writeStringProperty("title", result.scenario().title());
        json.writeNumberProperty("connections", result.scenario().connections());
        json.writeNumberProperty("ratePerSecond", result.rate());
        json.writeBooleanProperty("valid", result.isValid());
        texts("faults", result.faults());
        json.writeStringProperty("summary", sentences.summary(result));
        json.writeObjectPropertyStart("curves");
        result.curves().forEach((side, curve) -> {
            json.writeArrayPropertyStart(side.name());
            curve.forEach(this::point);
            json.writeEndArray();
        });
        json.writeEndObject();
        json.writeArrayPropertyStart("comparisons");
        Report.told(result).forEach(this::comparison);
        json.writeEndArray();
        json.writeArrayPropertyStart("runs");
        result.runs().forEach(new JsonRun(json)::write);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void point(LoadPoint point) {
        json.writeStartObject();
        json.writeNumberProperty("offeredPerSecond", point.offered());
        json.writeNumberProperty("throughputPerSecond", point.throughput());
        json.writeNumberProperty("p50Millis", point.p50());
        json.writeNumberProperty("p99Millis", point.p99());
        point.cores().ifPresent(cores -> json.writeNumberProperty("cores", cores));
        json.writeEndObject();
    }

    private void comparison(Comparison comparison) {
        json.writeStartObject();
        json.writeStringProperty("metric", comparison.metric().id());
        json.writeStringProperty("title", comparison.metric().title());
        json.writeStringProperty("unit", comparison.metric().unit());
        json.writeBooleanProperty("judged", comparison.metric().isJudged());
        json.writeBooleanProperty("lessIsBetter", comparison.metric().isLessBetter());
        json.writeNumberProperty("a", comparison.a());
        json.writeNumberProperty("b", comparison.b());
        comparison.ratio().ifPresent(ratio -> interval("ratio", ratio));
        comparison.difference().ifPresent(difference -> interval("difference", difference));
        json.writeArrayPropertyStart("control");
        comparison.control().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeNumberProperty("noise", comparison.noise());
        json.writeStringProperty(
                "verdict", comparison.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        comparison.favours().ifPresent(side -> json.writeStringProperty("favours", side.name()));
        json.writeStringProperty("sentence", sentences.of(comparison));
        json.writeEndObject();
    }

    private void interval(String name, Interval interval) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("low", interval.low());
        json.writeNumberProperty("estimate", interval.estimate());
        json.writeNumberProperty("high", Math.min(interval.high(), Double.MAX_VALUE)); // JSON has no infinity.
        json.writeNumberProperty("confidence", interval.confidence());
        json.writeEndObject();
    }

    private void texts(String name, Map<String, String> texts) {
        json.writeObjectPropertyStart(name);
        texts.forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private void texts(String name, List<String> texts) {
        json.writeArrayPropertyStart(name);
        texts.forEach(json::writeString);
        json.writeEndArray();
    }
}
