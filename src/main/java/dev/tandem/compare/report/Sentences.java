package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.Interval;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.run.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What numbers mean, in words: never more than they show, and never how often one side was ahead. */
final class Sentences {
    private static final String NONE = "no difference that this run can show";

    private final Report report;

    Sentences(Report report) {
        this.report = report;
    }

    /** All that is said of one metric. */
    String of(Comparison comparison) {
        return sentence(comparison.metric().title() + ": " + said(comparison) + ".");
    }

    /** The same in a few words, without the metric and without numbers. */
    String brief(Comparison comparison) {
        return switch (comparison.verdict()) {
            case A_LESS, B_LESS -> "favours " + favoured(comparison);
            case NONE_SHOWN -> "none shown";
            case NOT_JUDGED -> "not judged";
        };
    }

    /** What is said of a scenario as a whole. */
    String summary(Result result) {
        if (!result.isValid()) {
            return "This scenario says nothing. " + faults(result.faults());
        }
        List<String> parts = new ArrayList<>();
        for (Side side : Side.values()) {
            List<String> shown = titles(
                    result,
                    comparison -> comparison.favours().filter(side::equals).isPresent());
            if (!shown.isEmpty()) {
                parts.add("%s %s %s"
                        .formatted(joined(shown), shown.size() == 1 ? "favours" : "favour", report.label(side)));
            }
        }
        List<String> none = titles(result, comparison -> comparison.verdict() == Comparison.Verdict.NONE_SHOWN);
        if (parts.isEmpty()) {
            return none.isEmpty()
                    ? "Nothing was measured that could be judged."
                    : sentence("%s in %s.".formatted(NONE, joined(none)));
        }
        String shown = sentence(String.join("; ", parts) + ".");
        return none.isEmpty() ? shown : "%s %s".formatted(shown, sentence("%s in %s.".formatted(NONE, joined(none))));
    }

    /** What was wrong, each thing a sentence. */
    static String faults(List<String> faults) {
        return faults.stream()
                .map(fault -> sentence(fault.endsWith(".") ? fault : fault + "."))
                .collect(Collectors.joining(" "));
    }

    private static String joined(List<String> parts) {
        return parts.size() < 2
                ? String.join("", parts)
                : "%s and %s".formatted(String.join(", ", parts.subList(0, parts.size() - 1)), parts.getLast());
    }

    private String said(Comparison comparison) {
        return switch (comparison.verdict()) {
            case A_LESS, B_LESS -> "%s, which favours %s".formatted(apart(comparison), favoured(comparison));
            case NONE_SHOWN -> NONE + why(comparison);
            case NOT_JUDGED -> "%s; told, and not judged".formatted(values(comparison));
        };
    }

    private String apart(Comparison comparison) {
        String more = report.label(comparison.verdict() == Comparison.Verdict.A_LESS ? Side.B : Side.A);
        String less = report.label(comparison.verdict() == Comparison.Verdict.A_LESS ? Side.A : Side.B);
        return comparison
                .ratio()
                .map(ratio -> ratio.estimate() > 1 ? ratio : inverse(ratio))
                .map(ratio -> "%s has %s times that of %s (%s)"
                        .formatted(more, Quantity.ratio(ratio.estimate()), less, ratios(ratio)))
                .orElseGet(() -> comparison
                        .difference()
                        .map(difference -> difference.estimate() > 0 ? difference : negative(difference))
                        .map(difference -> "%s has %s more than %s (%s)"
                                .formatted(
                                        more,
                                        amount(comparison, difference.estimate()),
                                        less,
                                        amounts(comparison, difference)))
                        .orElseThrow());
    }

    /** What is known where nothing is claimed. */
    private String why(Comparison comparison) {
        if (comparison.ratio().isPresent()) {
            Interval ratio = comparison.ratio().get();
            return " (%s)%s".formatted(ratios(ratio), ratio.contains(1) ? "" : although(ratio, comparison.noise()));
        }
        return comparison
                .difference()
                .map(difference ->
                        " (%s; difference %s)".formatted(values(comparison), amounts(comparison, difference)))
                .orElseGet(() -> " (%s): that takes two pairs of runs".formatted(values(comparison)));
    }

    /** Why nothing is claimed of a ratio whose interval excludes equality. */
    private static String although(Interval ratio, double noise) {
        double apart = Math.max(ratio.estimate(), 1 / ratio.estimate());
        return apart > noise
                ? ": that is within one in a hundred"
                : ": runs of the same side are %s times apart".formatted(Quantity.ratio(noise));
    }

    private String values(Comparison comparison) {
        return "%s on %s, %s on %s"
                .formatted(
                        amount(comparison, comparison.a()),
                        report.label(Side.A),
                        amount(comparison, comparison.b()),
                        report.label(Side.B));
    }

    private String favoured(Comparison comparison) {
        return report.label(comparison.favours().orElseThrow());
    }

    /** How far apart, as a ratio or as a difference; empty if that can't be told. */
    static String estimate(Comparison comparison) {
        return comparison
                .ratio()
                .map(ratio -> Quantity.ratio(ratio.estimate()))
                .or(() -> comparison
                        .difference()
                        .map(Interval::estimate)
                        .map(found -> (found > 0 ? "+" : "") + amount(comparison, found)))
                .orElse("");
    }

    /** Of the same. */
    static String interval(Comparison comparison) {
        return comparison
                .ratio()
                .map(Sentences::ratios)
                .or(() -> comparison.difference().map(found -> amounts(comparison, found)))
                .orElse("");
    }

    private static String ratios(Interval ratio) {
        return ratio.contains(1)
                ? "%s to %s".formatted(Quantity.end(ratio.low()), Quantity.end(ratio.high()))
                : "%s to %s".formatted(Quantity.endApart(ratio.low()), Quantity.endApart(ratio.high()));
    }

    private static String amounts(Comparison comparison, Interval difference) {
        String low = amount(comparison, difference.low());
        String high = amount(comparison, difference.high());
        String unit = high.substring(high.indexOf(' ') + 1);
        return "%s to %s".formatted(low.endsWith(" " + unit) ? low.substring(0, low.indexOf(' ')) : low, high);
    }

    static String amount(Comparison comparison, double value) {
        return Quantity.of(value, comparison.metric().unit());
    }

    private static Interval inverse(Interval ratio) {
        return new Interval(1 / ratio.high(), 1 / ratio.estimate(), 1 / ratio.low(), ratio.confidence());
    }

    private static Interval negative(Interval difference) {
        return new Interval(-difference.high(), -difference.estimate(), -difference.low(), difference.confidence());
    }

    private static List<String> titles(Result result, Predicate<Comparison> of) {
        return Report.told(result).stream()
                .filter(of)
                .map(comparison -> comparison.metric().title())
                .toList();
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
