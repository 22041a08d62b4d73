package dev.tandem.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.report.Caveats;
import dev.tandem.compare.report.Environment;
import dev.tandem.compare.report.HtmlReport;
import dev.tandem.compare.report.JsonReport;
import dev.tandem.compare.report.Report;
import dev.tandem.compare.report.Report.Party;
import dev.tandem.compare.run.Caps;
import dev.tandem.compare.run.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes {@code report.html} and {@code report.json}, anew after each scenario, so that what has been had is not lost. */
final class Reporter {
    private final Instant begun = Instant.now();
    private final Map<String, String> environment = Environment.here();
    private final String command;
    private final Map<Side, Party> parties;
    private final List<String> caveats;
    private final Path folder;

    /** @param caveats what has to be said whatever comes of it */
    Reporter(String command, Map<Side, Party> parties, List<String> caveats, Path folder) {
        this.command = command;
        this.parties = parties;
        this.caveats = new ArrayList<>(caveats);
        this.folder = folder;
        List<String> different =
                Caps.differences(party(Side.A).configuration(), party(Side.B).configuration());
        if (!different.isEmpty()) {
            this.caveats.add("The sides are configured differently: %s.".formatted(String.join(", ", different)));
        }
    }

    private Party party(Side side) {
        return parties.getOrDefault(side, new Party(side.name(), Map.of()));
    }

    /** What has been found so far, written to the files. */
    Report write(List<Result> results) {
        List<String> all = new ArrayList<>(caveats);
        all.addAll(Caveats.of(results));
        var report = new Report(
                "%s and %s, compared"
                        .formatted(party(Side.A).label(), party(Side.B).label()),
                begun,
                Instant.now(),
                command,
                environment,
                party(Side.A),
                party(Side.B),
                all,
                List.copyOf(results));
        try {
            write("report.html", out -> out.write(HtmlReport.of(report).getBytes(UTF_8)));
            write("report.json", out -> JsonReport.write(report, out));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The reports could not be written to %s: %s".formatted(folder, e.getMessage()), e);
        }
        return report;
    }

    /** Beside the file first, so that it is the last one or this one, and whole. */
    private void write(String name, Content content) throws IOException {
        Path beside = folder.resolve(name + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(beside)) {
                content.writeTo(out);
            }
            Files.move(beside, folder.resolve(name), ATOMIC_MOVE, REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** What is written to a file. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }
}
