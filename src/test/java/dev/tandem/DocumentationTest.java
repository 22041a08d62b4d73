package dev.tandem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.metrics.TandemMeter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the tables of the README against the code that they describe, in both directions. */
class DocumentationTest {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private static final Pattern PROPERTY_ROW = Pattern.compile(
            "^\\| `(tandem\\.[a-z.-]+)` \\|(?: `(?!tandem_)([^`]*)`)? \\| \\S.* \\|$", Pattern.MULTILINE);
    private static final Pattern METER_ROW = Pattern.compile(
            "^\\| `(tandem\\.[a-z.]+)` \\| `(tandem_[a-z_]+)` \\| (timer|counter|gauge) \\| ([^|]*?) ?\\| \\S.* \\|$",
            Pattern.MULTILINE);
    private static final Pattern LISTING =
            Pattern.compile("\\((src/main/java/[^)]+)\\):\n\n```java\n(.*?)\n```", Pattern.DOTALL);
    private static final Pattern BLANK_LINE = Pattern.compile("\n\n");
    private static final Pattern INDENTATION = Pattern.compile("^ +", Pattern.MULTILINE);
    private static final Pattern PROPERTY_NAME = Pattern.compile("`(tandem\\.[a-z-]+\\.[a-z-]+)`");

    @Test
    void propertiesOfTheReadme_areThoseOfTheConfiguration() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (MatchResult row : PROPERTY_ROW.matcher(readme()).results().toList()) {
            String previous = documented.put(row.group(1), row.group(2) == null ? "" : row.group(2));
            assertThat(previous).as(row.group(1)).isNull();
        }
        assertThat(documented).containsExactlyInAnyOrderEntriesOf(properties());
    }

    @Test
    void propertiesThatTheApiDescriptionNames_exist() throws IOException {
        String description = Files.readString(Path.of("src/main/resources/openapi.yaml"), UTF_8);
        Set<String> named = PROPERTY_NAME
                .matcher(description)
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toSet());
        assertThat(named).isNotEmpty().isSubsetOf(properties().keySet());
    }

    @Test
    void metersOfTheReadme_areTheVocabulary() throws IOException {
        assertThat(METER_ROW
                        .matcher(readme())
                        .results()
                        .map(row -> String.join(" ", row.group(1), row.group(2), row.group(3), row.group(4)))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(TandemMeter.values())
                        .map(DocumentationTest::row)
                        .toList());
    }

    private static String row(TandemMeter meter) {
        return "%s %s %s %s"
                .formatted(
                        meter.meterName(),
                        prometheusName(meter),
                        meter.type().name().toLowerCase(Locale.ROOT),
                        meter.tags().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", ")));
    }

    /** The name of its family in a scrape. */
    static String prometheusName(TandemMeter meter) {
        String unit = meter.unit().isEmpty() ? null : meter.unit();
        String name = new PrometheusNamingConvention().name(meter.meterName(), meter.type(), unit);
        return meter.type() == Meter.Type.COUNTER && !name.endsWith("_total") ? name + "_total" : name;
    }

    @Test
    void closeCodesOfTheReadme_areTheReasonsToDisconnect() throws IOException {
        assertThat(OpenApiTest.closeCodes(readme())).containsExactlyInAnyOrderElementsOf(OpenApiTest.closeCodes());
    }

    /** A listing names the file that it is from, and its methods stand in that file just so, but for their indentation. */
    @Test
    void listingsOfTheReadme_areInTheirFiles() throws IOException {
        List<MatchResult> listings = LISTING.matcher(readme()).results().toList();
        assertThat(listings).hasSize(6);
        for (MatchResult listing : listings) {
            String file = Files.readString(Path.of(listing.group(1)), UTF_8);
            for (String method : BLANK_LINE.split(listing.group(2), 0)) {
                assertThat(INDENTATION.matcher(file).replaceAll(""))
                        .as(listing.group(1))
                        .contains(INDENTATION.matcher(method).replaceAll(""));
            }
        }
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"), UTF_8);
    }

    /** What the build has told IDEs: each property's name and default, empty where it has none. */
    static Map<String, String> properties() throws IOException {
        Map<String, String> properties = new TreeMap<>();
        List<URL> files =
                Collections.list(DocumentationTest.class.getClassLoader().getResources(METADATA));
        for (URL file : files) {
            try (var in = file.openStream()) {
                for (JsonNode property : new JsonMapper().readTree(in).path("properties")) {
                    String name = property.path("name").asString("");
                    if (name.startsWith("tandem.")) {
                        properties.put(name, text(property.path("defaultValue")));
                    }
                }
            }
        }
        return properties;
    }

    /** A list stands in the metadata as {@code [a, b]}, and in a command line as {@code a,b}. */
    private static String text(JsonNode value) {
        return value.asString("").replaceAll("[\\[\\] ]", "");
    }
}
