package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Side;

/** The machine, and what both sides were told. */
final class SetupSection {
    private final Report report;

    SetupSection(Report report) {
        this.report = report;
    }

    Element element() {
        return Element.of(
                        "section",
                        Element.of("h2", "Where, and with what"),
                        Element.of("h3", "To have it again"),
                        Element.of("pre", Element.of("code", report.command())),
                        Element.of("h3", "Environment"),
                        environment(),
                        Element.of("h3", "Configuration of both sides"),
                        configuration())
                .with("id", "setup");
    }

    private Element environment() {
        var table = new Table("Environment").style("setup");
        table.head("what", "value");
        report.environment().forEach((name, value) -> table.row(name, value));
        return table.element();
    }

    private Element configuration() {
        var labels = new Labels(report);
        var table = new Table("Configuration of both sides").style("setup");
        table.head("name", labels.of(Side.A), labels.of(Side.B), "");
        for (Report.Setting setting : report.settings()) {
            Element row = table.row(
                    setting.name(),
                    setting.a().orElse("—"),
                    setting.b().orElse("—"),
                    setting.differs() ? Element.of("strong", "differs") : "");
            if (setting.differs()) {
                row.with("class", "differs");
            }
        }
        return table.element();
    }
}
