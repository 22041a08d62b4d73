package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A picture of values over values. The sides differ in colour, in how their lines are drawn and in the form of their marks,
 * so that any one of these is enough; the colours are the page's business, which knows whether it is dark.
 */
final class Chart {
    private static final double WIDTH = 560;
    private static final double HEIGHT = 330;
    private static final double LEFT = 74;
    private static final double RIGHT = 26;
    private static final double TOP = 16;
    private static final double BOTTOM = 46;
    private static final double MARK = 3.4;

    private final Axis x;
    private final Axis y;
    private final List<Element> drawn = new ArrayList<>();

    /** @param title what is on it, unit included */
    record Axis(String title, Scale scale) {}

    record Point(double x, double y) {}

    Chart(Axis x, Axis y) {
        this.x = x;
        this.y = y;
    }

    /** A line for all runs of a side, or with less weight for one of them. */
    Chart line(Side side, boolean all, List<Point> points) {
        if (!points.isEmpty()) {
            drawn.add(path(points).with("class", "line %s %s".formatted(style(side), all ? "all" : "one")));
        }
        return this;
    }

    Chart marks(Side side, List<Point> points) {
        points.forEach(point ->
                drawn.add(mark(side, across(point.x()), down(point.y()), MARK).with("class", "mark " + style(side))));
        return this;
    }

    /** A line to compare with, that belongs to no side. */
    Chart guide(Point from, Point to) {
        drawn.add(path(List.of(from, to)).with("class", "guide"));
        return this;
    }

    /** The same, from bottom to top. */
    Chart upright(double at, String label) {
        double where = across(at);
        drawn.add(Element.of("g", line(where, TOP, where, HEIGHT - BOTTOM), text(where + 5, TOP + 9, "start", label))
                .with("class", "upright"));
        return this;
    }

    /** A circle for A, a square for B. */
    static Element mark(Side side, double x, double y, double size) {
        return switch (side) {
            case A ->
                Element.of("circle").with("cx", round(x)).with("cy", round(y)).with("r", round(size));
            case B ->
                Element.of("rect")
                        .with("x", round(x - size))
                        .with("y", round(y - size))
                        .with("width", round(2 * size))
                        .with("height", round(2 * size));
        };
    }

    static String style(Side side) {
        return side == Side.A ? "a" : "b";
    }

    static String round(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }

    /**
     * The picture.
     *
     * @param id unique on the page
     * @param description what it shows, for those who don't see it
     */
    Element svg(String id, String title, String description) {
        return Element.of(
                        "svg",
                        Element.of("title", title).with("id", id + "-title"),
                        Element.of("desc", description).with("id", id + "-desc"),
                        grid(),
                        drawn,
                        titles())
                .with("viewBox", "0 0 %s %s".formatted(round(WIDTH), round(HEIGHT)))
                .with("role", "img")
                .with("aria-labelledby", "%s-title %s-desc".formatted(id, id));
    }

    private Element grid() {
        Element grid = Element.of("g").with("class", "grid");
        for (Tick tick : y.scale().ticks()) {
            double at = down(tick.value());
            grid.add(line(LEFT, at, WIDTH - RIGHT, at), text(LEFT - 8, at + 4, "end", tick.label()));
        }
        for (Tick tick : x.scale().ticks()) {
            double at = across(tick.value());
            grid.add(
                    line(at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 4),
                    text(at, HEIGHT - BOTTOM + 17, "middle", tick.label()));
        }
        return grid;
    }

    private Element titles() {
        double middle = (TOP + HEIGHT - BOTTOM) / 2;
        return Element.of(
                        "g",
                        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle", x.title()),
                        text(11, middle, "middle", y.title())
                                .with("transform", "rotate(-90 11 %s)".formatted(round(middle))))
                .with("class", "axis");
    }

    private Element path(List<Point> points) {
        return Element.of("path")
                .with(
                        "d",
                        points.stream()
                                .map(point -> round(across(point.x())) + " " + round(down(point.y())))
                                .collect(Collectors.joining("L", "M", "")));
    }

    static Element line(double fromX, double fromY, double toX, double toY) {
        return Element.of("line")
                .with("x1", round(fromX))
                .with("y1", round(fromY))
                .with("x2", round(toX))
                .with("y2", round(toY));
    }

    static Element text(double x, double y, String anchor, String text) {
        return Element.of("text", text).with("x", round(x)).with("y", round(y)).with("text-anchor", anchor);
    }

    private double across(double value) {
        return LEFT + Math.clamp(x.scale().position(value), 0, 1) * (WIDTH - RIGHT - LEFT);
    }

    private double down(double value) {
        return HEIGHT - BOTTOM - Math.clamp(y.scale().position(value), 0, 1) * (HEIGHT - BOTTOM - TOP);
    }
}
