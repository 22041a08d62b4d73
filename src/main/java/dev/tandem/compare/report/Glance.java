package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.Interval;
import dev.tandem.compare.analysis.Metric;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.run.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All scenarios and judged metrics in one table: whom each favours, and how much. */
final class Glance {
    private final Report report;
    private final Sentences sentences;

    Glance(Report report) {
        this.report = report;
        sentences = new Sentences(report);
    }

    Element section() {
        List<Metric> metrics = Arrays.stream(Metric.values())
                .filter(Metric::isJudged)
                .filter(metric -> report.results().stream()
                        .anyMatch(result -> find(result, metric).isPresent()))
                .toList();
        Table table = new Table("Whom each scenario and metric favours").style("glance");
        table.head("scenario").head(metrics.stream().map(Metric::title).toArray());
        for (int i = 0; i < report.results().size(); i++) {
            row(table, report.results().get(i), HtmlReport.anchor(i), metrics);
        }
        var labels = new Labels(report);
        return Element.of(
                        "section",
                        Element.of("h2", "At a glance"),
                        table.element(),
                        Element.of(
                                        "p",
                                        labels.of(Side.A),
                                        " or ",
                                        labels.of(Side.B),
                                        " marks whom a difference favours, and by which factor. “none shown” is no difference that"
                                                + " this run can show, which is not to say that there is none. An empty cell was"
                                                + " not measured.")
                                .with("class", "note"))
                .with("id", "glance");
    }

    private void row(Table table, Result result, String anchor, List<Metric> metrics) {
        Element link = Element.of("a", result.scenario().name()).with("href", "#" + anchor);
        if (result.isValid()) {
            table.row(link, metrics.stream().map(metric -> cell(result, metric)).toArray());
        } else {
            table.row(
                    link,
                    Element.of("td", Element.of("strong", "void"), " " + Sentences.faults(result.faults()))
                            .with("colspan", metrics.size())
                            .with("class", "void"));
        }
    }

    private Element cell(Result result, Metric metric) {
        Optional<Comparison> found = find(result, metric);
        if (found.isEmpty()) {
            return Element.of("td");
        }
        Comparison comparison = found.get();
        return comparison
                .favours()
                .map(side -> Element.of(
                                "td",
                                Element.of(
                                                "span",
                                                Labels.mark(side),
                                                much(comparison),
                                                Element.of("span", ", " + sentences.brief(comparison))
                                                        .with("class", "unseen"))
                                        .with("class", "chip " + Chart.style(side)))
                        .with("title", sentences.of(comparison)))
                .orElseGet(() -> Element.of("td", sentences.brief(comparison))
                        .with("class", "none")
                        .with("title", sentences.of(comparison)));
    }

    private static String much(Comparison comparison) {
        return comparison
                .ratio()
                .map(Interval::estimate)
                .map(ratio -> Quantity.ratio(Math.max(ratio, 1 / ratio)) + "×")
                .or(() -> comparison
                        .difference()
                        .map(difference -> Sentences.amount(comparison, Math.abs(difference.estimate()))))
                .orElse("");
    }

    private static Optional<Comparison> find(Result result, Metric metric) {
        return Report.told(result).stream()
                .filter(comparison -> comparison.metric() == metric)
                .findAny();
    }
}
