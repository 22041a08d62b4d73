package dev.tandem.compare.report;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.run.Result;
import java.nio.charset.Charset;

/** The report in plain text of at most 100 columns, without colours or control characters. */
public final class TextTable {
    private static final int LONGEST_LABEL = 14;
    private static final String ROW = "  %-24s %10s %10s %7s  %-17s  %s";

    private static final String NOTE =
            "The intervals of all judged metrics of a scenario hold together with 95 %. That no difference is shown does not say"
                    + " that there is none.";

    private final Report report;
    private final Sentences sentences;
    private final Lines lines = new Lines();

    private TextTable(Report report) {
        this.report = report;
        sentences = new Sentences(report);
    }

    /**
     * All of it.
     *
     * @param charset of where it goes; what that does not have is written in other letters
     */
    public static String of(Report report, Charset charset) {
        String text = new TextTable(report).all();
        if (charset.newEncoder().canEncode(text)) {
            return text;
        }
        String plain = text.replace("µ", "u").replace("─", "-");
        return new String(plain.getBytes(US_ASCII), US_ASCII);
    }

    private String all() {
        lines.wrapped("", report.title());
        for (Side side : Side.values()) {
            lines.wrapped("  %s  ".formatted(side), "     ", report.label(side));
        }
        configuration();
        report.results().forEach(this::scenario);
        lines.empty().wrapped("", NOTE);
        if (!report.caveats().isEmpty()) {
            lines.empty().line("Bear in mind");
            report.caveats().forEach(caveat -> lines.wrapped("  - ", "    ", caveat));
        }
        return lines.toString();
    }

    /** What the processes run with, and what differs; the page has all of it. */
    private void configuration() {
        for (Report.Setting setting : report.settings()) {
            if (setting.differs()) {
                lines.wrapped(
                        "  %s  ".formatted(setting.name()),
                        "    ",
                        "A %s, B %s"
                                .formatted(
                                        setting.a().orElse("(unknown)"),
                                        setting.b().orElse("(unknown)")));
            } else if (!setting.name().startsWith("tandem.")) {
                lines.wrapped(
                        "  %s  ".formatted(setting.name()), "    ", setting.a().orElse(""));
            }
        }
    }

    private void scenario(Result result) {
        lines.empty()
                .wrapped(
                        "",
                        "  ",
                        "%s: %s"
                                .formatted(
                                        result.scenario().name(),
                                        result.scenario().title()));
        lines.wrapped("  ", Facts.of(result));
        if (!Report.told(result).isEmpty()) {
            lines.line(ROW.formatted("", "A", "B", "B/A", "interval", "what can be said"));
            lines.line("  " + "─".repeat(Lines.WIDTH - 2));
            Report.told(result).forEach(this::row);
        }
        lines.wrapped("  ", sentences.summary(result));
        result.runs().stream().filter(Measurement::isVoid).forEach(this::voided);
    }

    private void row(Comparison comparison) {
        String row = row(comparison, said(comparison));
        if (row.length() <= Lines.WIDTH) {
            lines.line(row);
        } else {
            lines.line(row(comparison, "")).line("    " + said(comparison));
        }
    }

    private static String row(Comparison comparison, String said) {
        return ROW.formatted(
                comparison.metric().title(),
                Sentences.amount(comparison, comparison.a()),
                Sentences.amount(comparison, comparison.b()),
                Sentences.estimate(comparison),
                Sentences.interval(comparison),
                said);
    }

    /** Sides with long labels by their letters. */
    private String said(Comparison comparison) {
        return comparison
                .favours()
                .filter(side -> report.label(side).length() > LONGEST_LABEL)
                .map(side -> "favours " + side)
                .orElseGet(() -> sentences.brief(comparison));
    }

    private void voided(Measurement run) {
        lines.wrapped(
                "  void: ",
                "        ",
                "pair %d, %s. %s".formatted(run.pair() + 1, run.side(), Sentences.faults(run.faults())));
    }
}
