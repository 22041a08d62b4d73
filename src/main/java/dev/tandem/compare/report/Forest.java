package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.Interval;
import dev.tandem.compare.analysis.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A forest plot, to be drawn line by line into the rows of a table: each interval of a ratio on a logarithmic axis with
 * equality in its middle, over what the control shows. An interval that goes on beyond the axis ends in an arrow.
 */
final class Forest {
    private static final double WIDTH = 300;
    private static final double HEIGHT = 30;
    private static final double MIDDLE = HEIGHT / 2;
    private static final double SIDE = 14;
    private static final double MARK = 4.6;

    /** An axis up to a ratio, and as far to the other direction. */
    private record Range(double limit, double... ticks) {}

    private static final List<Range> RANGES = List.of(
            new Range(1.05, 0.96, 0.98, 1, 1.02, 1.04),
            new Range(1.12, 0.9, 0.95, 1, 1.05, 1.1),
            new Range(1.3, 0.8, 0.9, 1, 1.1, 1.25),
            new Range(1.6, 0.67, 0.8, 1, 1.25, 1.5),
            new Range(2.2, 0.5, 0.7, 1, 1.4, 2),
            new Range(3.3, 0.33, 0.5, 1, 2, 3),
            new Range(5.5, 0.2, 0.5, 1, 2, 5),
            new Range(12, 0.1, 0.3, 1, 3, 10),
            new Range(120, 0.01, 0.1, 1, 10, 100),
            new Range(1e6, 1e-4, 0.01, 1, 100, 1e4));

    /** The interval of a judged metric makes the axis so long at most. */
    private static final double WIDEST = 4;

    private final Range range;

    Forest(List<Comparison> comparisons) {
        double furthest = comparisons.stream()
                .filter(comparison -> comparison.ratio().isPresent())
                .mapToDouble(Forest::furthest)
                .max()
                .orElse(1);
        range = RANGES.stream()
                .filter(candidate -> candidate.limit() >= furthest)
                .findFirst()
                .orElse(RANGES.getLast());
    }

    private static double furthest(Comparison comparison) {
        Interval ratio = comparison.ratio().orElseThrow();
        double estimate = Math.max(apart(ratio.estimate()) * 1.05, comparison.noise());
        double ends = Math.min(WIDEST, Math.max(apart(ratio.low()), apart(ratio.high())));
        return comparison.metric().isJudged() ? Math.max(estimate, ends) : estimate;
    }

    private static double apart(double ratio) {
        return Math.max(ratio, 1 / ratio);
    }

    /** What stands above the rows. */
    Element axis() {
        Element axis = svg("axis", 18);
        for (double tick : range.ticks()) {
            axis.add(Chart.text(at(tick), 13, "middle", label(tick)));
        }
        return axis.with("aria-hidden", "true");
    }

    private static String label(double tick) {
        return BigDecimal.valueOf(tick).stripTrailingZeros().toPlainString();
    }

    /** A picture of one interval; of none but the axis where there is no ratio. */
    Element row(Comparison comparison, String id, String description) {
        Element row = svg("row", HEIGHT).add(ticks());
        if (comparison.ratio().isEmpty()) {
            return row.with("aria-hidden", "true");
        }
        Interval ratio = comparison.ratio().get();
        String side = comparison.favours().map(Chart::style).orElse("none");
        return row.add(
                        Element.of("title", "Interval of " + comparison.metric().title())
                                .with("id", id + "-title"),
                        Element.of("desc", description).with("id", id + "-desc"),
                        control(comparison),
                        Element.of("g", interval(ratio), estimate(comparison, ratio.estimate()))
                                .with("class", "interval " + side))
                .with("role", "img")
                .with("aria-labelledby", "%s-title %s-desc".formatted(id, id));
    }

    /** Longer than the picture, so that those of all rows are one, however high a row is. */
    private List<Element> ticks() {
        List<Element> lines = new ArrayList<>();
        for (double tick : range.ticks()) {
            lines.add(Chart.line(at(tick), -HEIGHT, at(tick), 2 * HEIGHT).with("class", tick == 1 ? "equal" : "tick"));
        }
        return lines;
    }

    /** The mean of the control as a band around equality, and each of its ratios as a mark. */
    private List<Element> control(Comparison comparison) {
        List<Element> marks = new ArrayList<>();
        double from = at(1 / comparison.noise());
        marks.add(Element.of("rect")
                .with("x", Chart.round(from))
                .with("y", 4)
                .with("width", Chart.round(at(comparison.noise()) - from))
                .with("height", Chart.round(HEIGHT - 8))
                .with("class", "noise"));
        for (double ratio : comparison.control()) {
            marks.add(Chart.line(at(ratio), HEIGHT - 8, at(ratio), HEIGHT - 2).with("class", "control"));
        }
        return marks;
    }

    private List<Element> interval(Interval ratio) {
        double low = at(ratio.low());
        double high = at(ratio.high());
        return List.of(
                Chart.line(low, MIDDLE, high, MIDDLE),
                end(low, ratio.low() < 1 / range.limit() ? -1 : 0),
                end(high, ratio.high() > range.limit() ? 1 : 0));
    }

    /** @param beyond in which direction it goes on, 0 if it ends here */
    private static Element end(double x, int beyond) {
        String d = beyond == 0
                ? "M%s %sV%s".formatted(Chart.round(x), Chart.round(MIDDLE - 4), Chart.round(MIDDLE + 4))
                : "M%s %sL%s %sL%s %s"
                        .formatted(
                                Chart.round(x - 6 * beyond),
                                Chart.round(MIDDLE - 5),
                                Chart.round(x),
                                Chart.round(MIDDLE),
                                Chart.round(x - 6 * beyond),
                                Chart.round(MIDDLE + 5));
        return Element.of("path").with("d", d);
    }

    /** In the form of the side that is favoured; hollow where nothing is claimed. */
    private Element estimate(Comparison comparison, double ratio) {
        Element mark = Chart.mark(comparison.favours().orElse(Side.A), at(ratio), MIDDLE, MARK);
        return mark.with("class", comparison.favours().isPresent() ? "claimed" : "hollow");
    }

    private double at(double ratio) {
        double position = (1 + Math.log(ratio) / Math.log(range.limit())) / 2;
        return SIDE + Math.clamp(position, 0, 1) * (WIDTH - 2 * SIDE);
    }

    private static Element svg(String style, double height) {
        return Element.of("svg")
                .with("class", "forest-" + style)
                .with("viewBox", "0 0 %s %s".formatted(Chart.round(WIDTH), Chart.round(height)));
    }
}
