package dev.tandem.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format, version 0.0.4, and fails where a strict reader would: a line of no known kind, a sample
 * outside its family, a family in two places, a series twice, a histogram that does not add up.
 *
 * <p>Source: prometheus.io, "Exposition formats".
 */
public final class PrometheusText {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") ((?:[^\\\\]|\\\\[\\\\n])+)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\\"n])*)\"(?:,|$)");

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Set<String> series = new HashSet<>();

    /** A metric: what is said of it, and its samples. */
    private record Family(String name, String help, String type, List<Sample> samples) {
        private boolean takes(String sample) {
            return switch (type) {
                case "histogram" ->
                    Set.of(name + "_bucket", name + "_sum", name + "_count").contains(sample);
                case "summary" -> Set.of(name, name + "_sum", name + "_count").contains(sample);
                default -> sample.equals(name);
            };
        }

        private List<Sample> samples(String suffix) {
            return samples.stream()
                    .filter(sample -> sample.name().equals(name + suffix))
                    .toList();
        }
    }

    /** One value. */
    private record Sample(String name, Map<String, String> labels, double value) {
        private Map<String, String> labelsWithout(String label) {
            Map<String, String> others = new TreeMap<>(labels);
            others.remove(label);
            return others;
        }
    }

    private PrometheusText() {}

    /** Reads a whole scrape. */
    public static PrometheusText parse(String text) {
        assertThat(text).as("the last line ends, too").endsWith("\n");
        PrometheusText reader = new PrometheusText();
        List<String> lines = text.lines().toList();
        int i = 0;
        while (i < lines.size()) {
            Matcher help = matcher(HELP, lines.get(i++));
            Matcher type = matcher(TYPE, lines.get(i++));
            assertThat(type.group(1)).isEqualTo(help.group(1));
            Family family = new Family(help.group(1), help.group(2), type.group(2), new ArrayList<>());
            while (i < lines.size() && !lines.get(i).startsWith("#")) {
                reader.add(family, lines.get(i++));
            }
            reader.add(family);
        }
        return reader;
    }

    /** The names of the families. */
    public Set<String> names() {
        return families.keySet();
    }

    /** The type of a family that must be there. */
    public String type(String family) {
        return family(family).type();
    }

    /** The value of a sample that must be there. */
    public double value(String family, String suffix, Map<String, String> labels) {
        return family(family).samples(suffix).stream()
                .filter(sample -> sample.labels().equals(labels))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private Family family(String name) {
        return Optional.ofNullable(families.get(name)).orElseThrow();
    }

    private static Matcher matcher(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher;
    }

    private void add(Family family, String line) {
        Matcher matcher = matcher(SAMPLE, line);
        Sample sample = new Sample(matcher.group(1), labels(line, matcher.group(2)), value(matcher.group(3)));
        assertThat(family.takes(sample.name()))
                .as("%s is a sample of %s %s", line, family.type(), family.name())
                .isTrue();
        assertThat(series.add(sample.name() + sample.labels()))
                .as("only once: %s", line)
                .isTrue();
        family.samples().add(sample);
    }

    private static Map<String, String> labels(String line, String text) {
        Map<String, String> labels = new TreeMap<>();
        if (text != null) {
            Matcher label = LABEL.matcher(text);
            int end = 0;
            while (end < text.length()) {
                assertThat(label.find(end) && label.start() == end).as(line).isTrue();
                assertThat(labels.put(label.group(1), label.group(2))).as(line).isNull();
                end = label.end();
            }
        }
        return labels;
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private void add(Family family) {
        assertThat(families.put(family.name(), family))
                .as("in one place: %s", family.name())
                .isNull();
        if (family.type().equals("counter")) {
            assertThat(family.name()).endsWith("_total");
            assertThat(family.samples())
                    .allSatisfy(sample -> assertThat(sample.value()).isNotNegative());
        }
        if (family.type().equals("histogram")) {
            family.samples("_count").forEach(count -> checkBuckets(family, count));
        }
    }

    private static void checkBuckets(Family family, Sample count) {
        List<Sample> buckets = family.samples("_bucket").stream()
                .filter(bucket -> bucket.labelsWithout("le").equals(count.labels()))
                .toList();
        assertThat(buckets).as("buckets of %s", count).hasSizeGreaterThan(1);
        assertThat(buckets.stream().map(bucket -> value(bucket.labels().getOrDefault("le", ""))))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(buckets.stream().map(Sample::value)).isSorted();
        assertThat(buckets.getLast().labels()).containsEntry("le", "+Inf");
        assertThat(buckets.getLast().value()).isEqualTo(count.value());
        assertThat(family.samples("_sum")).anyMatch(sum -> sum.labels().equals(count.labels()));
    }
}
