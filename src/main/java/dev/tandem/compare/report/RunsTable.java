package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Metric;
import dev.tandem.compare.run.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Every run of a scenario in the order in which they were had, void ones with what made them so. */
final class RunsTable {
    private static final double LATE_PERCENTILE = 99;

    private RunsTable() {}

    static Element of(Report report, Result result) {
        List<Metric> metrics = Arrays.stream(Metric.values())
                .filter(metric ->
                        result.runs().stream().anyMatch(run -> metric.of(run).isPresent()))
                .toList();
        boolean sent = result.runs().stream().anyMatch(run -> run.load().isPresent());
        var labels = new Labels(report);
        var table = new Table("Runs of " + result.scenario().name()).style("runs");
        table.head("run", "pair", "side")
                .head(metrics.stream().map(Metric::title).toArray());
        if (sent) {
            table.head("sent late p99");
        }
        table.head("state");
        int number = 1;
        for (Measurement run : result.runs()) {
            List<Object> cells = new ArrayList<>();
            cells.add(run.pair() + 1);
            cells.add(Element.of("td", labels.of(run.side())).with("class", "text"));
            metrics.forEach(metric -> cells.add(value(metric, run)));
            if (sent) {
                cells.add(run.load().map(RunsTable::late).orElse(""));
            }
            cells.add(Element.of("td", run.isVoid() ? "void" : "good").with("class", "text"));
            Element row = table.row(number++, cells.toArray());
            if (run.isVoid()) {
                row.with("class", "void");
                table.note(Sentences.faults(run.faults()), cells.size()).with("class", "void");
            }
        }
        return table.element();
    }

    private static String value(Metric metric, Measurement run) {
        OptionalDouble value = metric.of(run);
        return value.isPresent() ? Quantity.of(value.getAsDouble(), metric.unit()) : "";
    }

    private static String late(Load load) {
        return Quantity.nanos((double) load.lateness().getValueAtPercentile(LATE_PERCENTILE));
    }
}
