package dev.tandem.compare.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.compare.analysis.Side;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The report as one page that stands alone: it loads nothing and runs nothing, and says the same on a screen, in the dark, on
 * paper and read aloud.
 */
public final class HtmlReport {
    private static final String NOTHING_FROM_ELSEWHERE = "default-src 'none'; style-src 'unsafe-inline'";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Report report;
    private final Labels labels;

    private HtmlReport(Report report) {
        this.report = report;
        labels = new Labels(report);
    }

    /** The whole page, to be written in UTF-8. */
    public static String of(Report report) {
        return "<!DOCTYPE html>\n" + new HtmlReport(report).page();
    }

    /** Where a scenario is on the page. */
    static String anchor(int scenario) {
        return "scenario-" + (scenario + 1);
    }

    private Element page() {
        Element head = Element.of(
                "head",
                Element.of("meta").with("charset", "utf-8"),
                Element.of("meta")
                        .with("http-equiv", "Content-Security-Policy")
                        .with("content", NOTHING_FROM_ELSEWHERE),
                Element.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"),
                Element.of("meta").with("name", "color-scheme").with("content", "light dark"),
                Element.of("title", report.title()),
                Element.style(rules()));
        return Element.of("html", head, Element.of("body", header(), Element.of("main", sections())))
                .with("lang", "en");
    }

    private Element header() {
        return Element.of(
                "header",
                Element.of("h1", report.title()),
                Element.of("p", party("A", Side.A), Element.of("span", "and").with("class", "and"), party("B", Side.B))
                        .with("class", "parties"),
                Element.of(
                                "p",
                                "%s, %s of measuring"
                                        .formatted(TIME.format(report.begun()), took(report.begun(), report.ended())))
                        .with("class", "note"));
    }

    private Element party(String letter, Side side) {
        return Element.of("span", labels.of(side), Element.of("small", "side " + letter))
                .with("class", "party");
    }

    private List<Element> sections() {
        List<Element> sections = new ArrayList<>();
        sections.add(new Glance(report).section());
        if (!report.caveats().isEmpty()) {
            sections.add(caveats());
        }
        for (int i = 0; i < report.results().size(); i++) {
            sections.add(new ScenarioSection(report, report.results().get(i), anchor(i)).element());
        }
        sections.add(new MethodSection(report).element());
        sections.add(new SetupSection(report).element());
        return sections;
    }

    private Element caveats() {
        return Element.of(
                        "section",
                        Element.of("h2", "Bear in mind"),
                        Element.of(
                                "ul",
                                report.caveats().stream()
                                        .map(caveat -> Element.of("li", caveat))
                                        .toList()))
                .with("id", "caveats")
                .with("class", "caveats");
    }

    private static String took(Instant begun, Instant ended) {
        Duration took = Duration.between(begun, ended);
        return took.toHours() > 0
                ? "%d h %d min".formatted(took.toHours(), took.toMinutesPart())
                : "%d min %d s".formatted(took.toMinutes(), took.toSecondsPart());
    }

    private static String rules() {
        try (InputStream rules = HtmlReport.class.getResourceAsStream("report.css")) {
            if (rules == null) {
                throw new IllegalStateException("report.css is missing beside " + HtmlReport.class.getName());
            }
            return new String(rules.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
