package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Side;
import java.util.Arrays;

/** How a side is named on a page: with its mark, in its colour. */
final class Labels {
    /** Up to that many letters are not broken. */
    private static final int SHORT = 24;

    private static final int SHORTER = 16;

    private final Report report;

    Labels(Report report) {
        this.report = report;
    }

    /** Its mark and its name. */
    Element of(Side side) {
        return Element.of("span", mark(side), report.label(side)).with("class", style(side));
    }

    /** Its mark and its name, above numbers. */
    Element column(Side side) {
        return Element.of("span", mark(side), brief(side)).with("class", "side " + Chart.style(side));
    }

    /** That a difference favours it. */
    Element chip(Side side) {
        return Element.of("span", mark(side), brief(side)).with("class", "chip " + Chart.style(side));
    }

    /** Its name if there is room for that, or else its letter. */
    String brief(Side side) {
        return report.label(side).length() > SHORTER ? "side " + side : report.label(side);
    }

    /** Its line with its mark, as it is drawn in charts, and its name. */
    Element key() {
        return Element.of("span", Arrays.stream(Side.values()).map(this::key).toList())
                .with("class", "key");
    }

    private Element key(Side side) {
        String style = Chart.style(side);
        Element line = Element.of(
                        "svg",
                        Chart.line(1, 6, 33, 6).with("class", "line all " + style),
                        Chart.mark(side, 17, 6, 4).with("class", "mark " + style))
                .with("viewBox", "0 0 34 12")
                .with("aria-hidden", "true");
        return Element.of("span", line, report.label(side)).with("class", style(side));
    }

    private String style(Side side) {
        return "side %s%s".formatted(Chart.style(side), report.label(side).length() > SHORT ? " long" : "");
    }

    static Element mark(Side side) {
        return Element.of(
                        "svg",
                        Chart.mark(side, 6, 6, side == Side.A ? 5 : 4.5).with("class", "mark " + Chart.style(side)))
                .with("viewBox", "0 0 12 12")
                .with("class", "sign")
                .with("aria-hidden", "true");
    }
}
