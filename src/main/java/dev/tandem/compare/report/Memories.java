package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.MemoryPoint;
import dev.tandem.compare.analysis.Metric;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.report.Chart.Axis;
import dev.tandem.compare.report.Chart.Point;
import dev.tandem.compare.run.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Memory over connections, with the straight line through it whose slope is what each of them costs. */
final class Memories {
    private static final int LEAST = 2;

    private Memories() {}

    /**
     * Draws them, unless they are known of fewer than two points.
     *
     * @param bytes which memory
     * @param each what of it each connection takes; without that there is no line
     */
    static Optional<Chart> chart(Result result, String what, Function<MemoryPoint, OptionalLong> bytes, Metric each) {
        List<Point> both = Arrays.stream(Side.values())
                .flatMap(side -> points(result, side, bytes).stream())
                .toList();
        if (both.size() < LEAST) {
            return Optional.empty();
        }
        var chart = new Chart(
                new Axis("connections", Scale.linear(greatest(both, Point::x), Quantity::number)),
                new Axis(what, Scale.linear(greatest(both, Point::y), Quantity::bytes)));
        for (Side side : Side.values()) {
            List<Point> points = points(result, side, bytes);
            result.comparisons().stream()
                    .filter(comparison -> comparison.metric() == each)
                    .forEach(comparison ->
                            chart.line(side, true, line(points, side == Side.A ? comparison.a() : comparison.b())));
            chart.marks(side, points);
        }
        return Optional.of(chart);
    }

    private static List<Point> points(Result result, Side side, Function<MemoryPoint, OptionalLong> bytes) {
        return result.runs().stream()
                .filter(run -> !run.isVoid() && run.side() == side)
                .map(Measurement::memory)
                .flatMap(List::stream)
                .filter(point -> bytes.apply(point).isPresent())
                .map(point -> new Point(
                        point.connections(), (double) bytes.apply(point).getAsLong()))
                .toList();
    }

    /** From no connection to the most, through the middle of the points, as steep as the table says. */
    private static List<Point> line(List<Point> points, double slope) {
        double end = greatest(points, Point::x);
        double start = mean(points, Point::y) - slope * mean(points, Point::x);
        return List.of(new Point(0, start), new Point(end, start + slope * end));
    }

    private static double mean(List<Point> points, ToDoubleFunction<Point> value) {
        return points.stream().mapToDouble(value).average().orElse(0);
    }

    private static double greatest(List<Point> points, ToDoubleFunction<Point> value) {
        return points.stream().mapToDouble(value).max().orElse(0);
    }
}
