package dev.tandem.compare.report;

import dev.tandem.compare.analysis.LoadPoint;
import dev.tandem.compare.report.Chart.Axis;
import dev.tandem.compare.report.Chart.Point;
import dev.tandem.compare.run.Result;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What becomes of throughput and latency as more and more is asked for. */
final class Capacities {
    private static final double MILLIS = 1e6;
    private static final double LEAST_MILLIS = 0.001;
    private static final DoubleFunction<String> LABEL = Quantity::number;

    private Capacities() {}

    /** Absent where no growing load was tried. */
    static Optional<Chart> throughput(Result result) {
        if (isEmpty(result)) {
            return Optional.empty();
        }
        double most = most(result, LoadPoint::offered);
        var chart = new Chart(
                new Axis("requests asked for, a second", Scale.linear(most, LABEL)),
                new Axis("answers a second", Scale.linear(most(result, LoadPoint::throughput), LABEL)));
        double reached = Math.min(most, most(result, LoadPoint::throughput));
        chart.guide(new Point(0, 0), new Point(reached, reached));
        return Optional.of(draw(chart, result, LoadPoint::throughput));
    }

    /** The same of the latency that one in a hundred exceeds. */
    static Optional<Chart> latency(Result result) {
        if (isEmpty(result)) {
            return Optional.empty();
        }
        double least = points(result).mapToDouble(LoadPoint::p99).min().orElseThrow();
        Scale latencies = Scale.logarithmic(
                Math.max(LEAST_MILLIS, least), most(result, LoadPoint::p99), millis -> Quantity.nanos(millis * MILLIS));
        var chart = new Chart(
                new Axis("requests asked for, a second", Scale.linear(most(result, LoadPoint::offered), LABEL)),
                new Axis("latency p99", latencies));
        return Optional.of(draw(chart, result, point -> Math.max(LEAST_MILLIS, point.p99())));
    }

    private static Chart draw(Chart chart, Result result, ToDoubleFunction<LoadPoint> value) {
        result.curves().forEach((side, curve) -> {
            List<Point> points = curve.stream()
                    .map(point -> new Point(point.offered(), value.applyAsDouble(point)))
                    .toList();
            chart.line(side, true, points).marks(side, points);
        });
        return result.rate() > 0 ? chart.upright(result.rate(), "measured here") : chart;
    }

    private static boolean isEmpty(Result result) {
        return points(result).findAny().isEmpty();
    }

    private static Stream<LoadPoint> points(Result result) {
        return result.curves().values().stream().flatMap(Collection::stream);
    }

    private static double most(Result result, ToDoubleFunction<LoadPoint> value) {
        return points(result).mapToDouble(value).max().orElseThrow();
    }
}
