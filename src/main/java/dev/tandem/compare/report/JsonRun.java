package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.MemoryPoint;
import dev.tandem.compare.analysis.Metric;
import dev.tandem.compare.analysis.Recovery;
import dev.tandem.compare.analysis.Usage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JsonGenerator;

/** One run in the report as data. */
final class JsonRun {
    private static final double MILLIS = 1e3;
    private static final double NANOS = 1e9;

    private final JsonGenerator json;

    JsonRun(JsonGenerator json) {
        this.json = json;
    }

    void write(Measurement run) {
        json.writeStartObject();
        json.writeStringProperty("side", run.side().name());
        json.writeNumberProperty("pair", run.pair());
        json.writeBooleanProperty("first", run.first());
        json.writeArrayPropertyStart("faults");
        run.faults().forEach(json::writeString);
        json.writeEndArray();
        json.writeObjectPropertyStart("metrics");
        for (Metric metric : Metric.values()) {
            metric.of(run).ifPresent(value -> json.writeNumberProperty(metric.id(), value));
        }
        json.writeEndObject();
        run.load().ifPresent(this::load);
        usage(run.usage());
        json.writeArrayPropertyStart("memory");
        run.memory().forEach(this::memory);
        json.writeEndArray();
        run.recovery().ifPresent(this::recovery);
        json.writeEndObject();
    }

    private void load(Load load) {
        json.writeObjectPropertyStart("load");
        json.writeNumberProperty("seconds", load.seconds());
        json.writeNumberProperty("due", load.due());
        json.writeNumberProperty("completed", load.completed());
        json.writeNumberProperty("answered", load.answered());
        json.writeNumberProperty("failed", load.failed());
        json.writeObjectPropertyStart("errors");
        load.errors().forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeNumberProperty("failedSeconds", load.failedNanos() / NANOS);
        if (load.meanInFlight() >= 0) {
            json.writeNumberProperty("meanInFlight", load.meanInFlight());
        }
        histogram("latency", load.latency());
        histogram("lateness", load.lateness());
        histogram("ownLateness", load.ownLateness());
        json.writeEndObject();
    }

    private void histogram(String name, Histogram histogram) {
        var buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("count", histogram.getTotalCount());
        json.writeStringProperty(
                "histogram", Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length)));
        json.writeEndObject();
    }

    private void usage(Usage usage) {
        json.writeObjectPropertyStart("usage");
        usage.cpuSeconds().ifPresent(seconds -> json.writeNumberProperty("cpuSeconds", seconds));
        usage.allocatedBytes().ifPresent(bytes -> json.writeNumberProperty("allocatedBytes", bytes));
        usage.gcSeconds().ifPresent(seconds -> json.writeNumberProperty("gcSeconds", seconds));
        usage.compilationSeconds().ifPresent(seconds -> json.writeNumberProperty("compilationSeconds", seconds));
        usage.threads().ifPresent(threads -> json.writeNumberProperty("threads", threads));
        json.writeEndObject();
    }

    private void recovery(Recovery recovery) {
        json.writeNumberProperty("recoverySeconds", recovery.time().toMillis() / MILLIS);
        json.writeBooleanProperty("recovered", recovery.isReached());
    }

    private void memory(MemoryPoint point) {
        json.writeStartObject();
        json.writeNumberProperty("connections", point.connections());
        point.heapBytes().ifPresent(bytes -> json.writeNumberProperty("heapBytes", bytes));
        point.rssBytes().ifPresent(bytes -> json.writeNumberProperty("residentBytes", bytes));
        json.writeEndObject();
    }
}
