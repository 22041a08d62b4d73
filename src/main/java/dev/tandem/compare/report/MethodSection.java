package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.run.Result;
import java.util.List;

/** How it was measured, what is claimed when, and which runs said nothing. */
final class MethodSection {
    private static final String MEASURED =
            "Each scenario was run in pairs, A before B, then B before A and so on, so that what drifts with time does to each"
                    + " side what it does to the other. Requests leave on schedule, whether or not earlier ones have been"
                    + " answered, and latency counts from the time at which a request was due. A run is measured after latency"
                    + " and CPU have stopped to change, and a JVM has hardly anything left to compile: over five windows of up to a"
                    + " second, that took no more than a tenth of its CPU, or a tenth of a second. It is void, and is repeated,"
                    + " if the generator or the upstream was late, if the generator was busy all the time, if what was in"
                    + " flight does not agree with throughput and latency (Little’s law), if the server still changed after the"
                    + " longest time of warming up, ended, or cut off subscribers that did read. An overload is not void because the generator was busy all"
                    + " the time, nor is it asked for Little’s law, as more comes than goes. Medians and percentiles are those of HdrHistogram; a"
                    + " percentile is told only where ten values lie beyond it, and no more than half of it may be the generator’s own"
                    + " lateness.";
    private static final String CLAIMED =
            "Within each pair the ratio of B to A is taken. Over the pairs, the logarithms of these ratios have a mean and an"
                    + " interval, by Student’s t. The intervals of all judged metrics of a scenario hold together with 95 %,"
                    + " each by itself with more (Bonferroni). Beside them stands the control, in grey: runs of the same side"
                    + " against each other, the later to the earlier, as marks, and how far the mean of these is from equality,"
                    + " as a band. A difference is claimed where the interval excludes equality, and the ratio is further from"
                    + " it than the band and than one in a hundred. Where a value is zero, plain differences take the place of"
                    + " ratios. Where more than one request in a thousand failed, nothing that is known of the others alone"
                    + " is judged, but how many failed is.";

    private final Report report;

    MethodSection(Report report) {
        this.report = report;
    }

    Element element() {
        Element section = Element.of(
                        "section",
                        Element.of("h2", "How it was measured"),
                        Element.of("p", MEASURED),
                        Element.of("p", CLAIMED),
                        Element.of("p", together()),
                        Element.of("h3", "Void runs"))
                .with("id", "method")
                .with("class", "prose");
        List<Element> voided = report.results().stream()
                .flatMap(result ->
                        result.runs().stream().filter(Measurement::isVoid).map(run -> voided(result, run)))
                .toList();
        return section.add(voided.isEmpty() ? Element.of("p", "No run was void.") : Element.of("ul", voided));
    }

    private String together() {
        int scenarios = report.results().size();
        return scenarios == 1
                ? "So there is a chance of up to one in twenty that something is claimed here that is not so."
                : ("That is for one scenario: each of the %d by itself has a chance of up to one in twenty to claim something"
                                + " that is not so.")
                        .formatted(scenarios);
    }

    private Element voided(Result result, Measurement run) {
        return Element.of(
                "li",
                Element.of("code", result.scenario().name()),
                ", pair %d, %s: ".formatted(run.pair() + 1, report.label(run.side())),
                Sentences.faults(run.faults()));
    }
}
