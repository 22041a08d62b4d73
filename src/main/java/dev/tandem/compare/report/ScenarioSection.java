package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.MemoryPoint;
import dev.tandem.compare.analysis.Metric;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.run.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One scenario: what can be said, the numbers with their intervals, the pictures, and all runs. */
final class ScenarioSection {
    private static final String LEGEND =
            "Each interval is that of the ratio. Grey: the control, runs of the same side against each other, as marks, and how"
                    + " far they are from equality on average, as a band. Filled: a difference is claimed; hollow: none is. An"
                    + " arrow: the interval goes on.";

    private final Report report;
    private final Result result;
    private final String anchor;
    private final Sentences sentences;
    private final Labels labels;

    ScenarioSection(Report report, Result result, String anchor) {
        this.report = report;
        this.result = result;
        this.anchor = anchor;
        sentences = new Sentences(report);
        labels = new Labels(report);
    }

    Element element() {
        Element section = Element.of(
                        "section",
                        Element.of(
                                "h2",
                                Element.of("code", result.scenario().name()),
                                " ",
                                Element.of("span", result.scenario().title()).with("class", "about")),
                        Element.of("p", sentences.summary(result))
                                .with("class", result.isValid() ? "summary" : "summary void"),
                        Element.of("p", Facts.of(result) + ".").with("class", "note"))
                .with("id", anchor)
                .with("class", "scenario");
        List<Element> figures = new ArrayList<>();
        if (!Report.told(result).isEmpty()) {
            section.add(numbers(), Element.of("p", LEGEND).with("class", "note"));
            figures.add(words());
        }
        figures.addAll(figures());
        section.add(Element.of("div", figures).with("class", "figures"));
        if (!result.runs().isEmpty()) {
            section.add(Element.of("h3", "All runs"), RunsTable.of(report, result));
        }
        return section;
    }

    private Element numbers() {
        var forest = new Forest(Report.told(result));
        var table = new Table("Numbers of " + result.scenario().name()).style("numbers");
        Element directions = Element.of(
                        "span", Element.of("span", "← less on ", labels.brief(Side.B)), Element.of("span", "more →"))
                .with("class", "directions");
        table.head(
                "metric",
                labels.column(Side.A),
                labels.column(Side.B),
                Element.of("div", directions, forest.axis()).with("class", "plot"),
                "B / A",
                "interval",
                "favours");
        Report.told(result).forEach(comparison -> row(table, forest, comparison));
        return table.element();
    }

    private void row(Table table, Forest forest, Comparison comparison) {
        Element plot = forest.row(
                comparison, "%s-%s".formatted(anchor, comparison.metric().id()), sentences.of(comparison));
        Element title = Element.of(
                "span",
                comparison.metric().title(),
                Element.of("small", comparison.metric().isLessBetter() ? "less is better" : "more is better"));
        table.row(
                        title,
                        Sentences.amount(comparison, comparison.a()),
                        Sentences.amount(comparison, comparison.b()),
                        Element.of("td", plot).with("class", "plot"),
                        Sentences.estimate(comparison),
                        interval(comparison),
                        said(comparison))
                .with("class", comparison.metric().isJudged() ? "judged" : "told");
    }

    private static Element interval(Comparison comparison) {
        Element cell = Element.of("td", Sentences.interval(comparison));
        comparison
                .ratio()
                .or(comparison::difference)
                .ifPresent(known -> cell.with("title", "with " + Quantity.percent(known.confidence())));
        return cell;
    }

    private Element said(Comparison comparison) {
        return comparison
                .favours()
                .map(side -> Element.of("td", labels.chip(side)))
                .orElseGet(() -> Element.of("td", sentences.brief(comparison)).with("class", "none"));
    }

    /** Of what is judged: of the rest there is nothing to say that the table doesn't. */
    private Element words() {
        return Element.of(
                        "div",
                        Element.of("h3", "In words"),
                        Element.of(
                                "ul",
                                Report.told(result).stream()
                                        .filter(comparison ->
                                                comparison.metric().isJudged())
                                        .map(comparison -> Element.of("li", sentences.of(comparison)))
                                        .toList()))
                .with("class", "words");
    }

    private List<Element> figures() {
        List<Element> figures = new ArrayList<>();
        figure(
                figures,
                "latency",
                "Latency by percentile",
                "Thin: each run. Thick: all good runs of a side together. Each nine has the same width.",
                Latencies.chart(result));
        figure(
                figures,
                "throughput",
                "Throughput against load",
                "Where the curve leaves the dashed line, less comes back than is asked for.",
                Capacities.throughput(result));
        figure(
                figures,
                "load",
                "Latency against load",
                "What one in a hundred requests exceeds, as more is asked for.",
                Capacities.latency(result));
        figure(
                figures,
                "heap",
                "Heap over connections",
                "After a full collection. The slope of the line is what each connection takes.",
                Memories.chart(result, "heap", MemoryPoint::heapBytes, Metric.HEAP_EACH));
        figure(
                figures,
                "rss",
                "Resident memory over connections",
                "As the operating system sees it. The slope of the line is what each connection takes.",
                Memories.chart(result, "resident", MemoryPoint::rssBytes, Metric.RSS_EACH));
        return figures;
    }

    private void figure(List<Element> figures, String name, String title, String note, Optional<Chart> chart) {
        chart.ifPresent(drawn -> figures.add(Element.of(
                "figure",
                Element.of(
                        "figcaption",
                        Element.of("strong", title),
                        labels.key(),
                        Element.of("span", note).with("class", "note")),
                drawn.svg(
                        "%s-figure-%s".formatted(anchor, name),
                        "%s, %s".formatted(title, result.scenario().name()),
                        "%s %s".formatted(note, sentences.summary(result))))));
    }
}
