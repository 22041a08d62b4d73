package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.report.Chart.Axis;
import dev.tandem.compare.report.Chart.Point;
import dev.tandem.compare.run.Result;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Latency by percentile: a thin line for each good run, and a thick one for those of a side together. */
final class Latencies {
    private static final int MOST_NINES = 4;
    private static final double STEP = 0.04;
    private static final double LEAST = 1_000; // A microsecond: a logarithmic axis has no zero.

    private final Map<Side, List<Histogram>> runs = new EnumMap<>(Side.class);
    private final Map<Side, Histogram> together = new EnumMap<>(Side.class);

    private Latencies(Result result) {
        for (Measurement run : result.runs()) {
            if (!run.isVoid()) {
                run.load()
                        .map(Load::latency)
                        .filter(known -> known.getTotalCount() > 0)
                        .ifPresent(latency -> {
                            runs.computeIfAbsent(run.side(), _ -> new ArrayList<>())
                                    .add(latency);
                            together.computeIfAbsent(
                                            run.side(), _ -> new Histogram(latency.getNumberOfSignificantValueDigits()))
                                    .add(latency);
                        });
            }
        }
    }

    /** Absent where no good run made requests. */
    static Optional<Chart> chart(Result result) {
        var latencies = new Latencies(result);
        return latencies.together.isEmpty() ? Optional.empty() : Optional.of(latencies.draw());
    }

    private Chart draw() {
        double least =
                together.values().stream().mapToDouble(all -> at(all, 0)).min().orElseThrow();
        double most = together.values().stream()
                .mapToDouble(all -> at(all, nines(all)))
                .max()
                .orElseThrow();
        int nines = (int) Math.ceil(
                together.values().stream().mapToDouble(Latencies::nines).max().orElseThrow());
        var chart = new Chart(
                new Axis("percentile", Scale.nines(nines)),
                new Axis("latency", Scale.logarithmic(least, most, Quantity::nanos)));
        runs.forEach((side, histograms) -> histograms.forEach(run -> chart.line(side, false, points(run))));
        together.forEach((side, all) -> chart.line(side, true, points(all)));
        return chart;
    }

    private static List<Point> points(Histogram latency) {
        List<Point> points = new ArrayList<>();
        double end = nines(latency);
        for (double nines = 0; nines < end; nines += STEP) {
            points.add(new Point(nines, at(latency, nines)));
        }
        points.add(new Point(end, at(latency, end)));
        return points;
    }

    /** So many values show so many nines. */
    private static double nines(Histogram latency) {
        return Math.min(MOST_NINES, Math.log10(Math.max(10.0, (double) latency.getTotalCount())));
    }

    private static double at(Histogram latency, double nines) {
        return Math.max(LEAST, (double) latency.getValueAtPercentile(100 - 100 * Math.pow(10, -nines)));
    }
}
