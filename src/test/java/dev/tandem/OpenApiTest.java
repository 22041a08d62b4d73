package dev.tandem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.tandem.core.Model;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.routing.Route;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds the document at {@code /openapi.yaml} against the code that it describes, and against itself. */
class OpenApiTest {
    private static final String IRI = "https://tandem.dev/openapi";
    private static final String TEXT = read();
    private static final JsonNode DOCUMENT = new YAMLMapper().readTree(TEXT);
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDialect(
            Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(IRI, DOCUMENT.toString())));

    /** One operation of the document; {@code pointer} is the JSON pointer to it. */
    private record Operation(String method, String path, String pointer, JsonNode node) {
        String id() {
            return node.path("operationId").asString("");
        }

        List<JsonNode> parameters() {
            List<JsonNode> all = new ArrayList<>();
            DOCUMENT.path("paths").path(path).path("parameters").forEach(all::add);
            node.path("parameters").forEach(all::add);
            return all.stream().map(OpenApiTest::resolved).toList();
        }

        Set<String> parameters(String in) {
            return parameters().stream()
                    .filter(parameter -> parameter.path("in").asString("").equals(in))
                    .map(parameter -> parameter.path("name").asString(""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** The codes that the examples of its responses show, as {@code 400 cursor_invalid}. */
        Set<String> problems() {
            Set<String> problems = new TreeSet<>();
            node.path("responses")
                    .properties()
                    .forEach(response -> resolved(response.getValue())
                            .at("/content/application~1problem+json/examples")
                            .properties()
                            .forEach(example -> problems.add(response.getKey() + " " + example.getKey())));
            return problems;
        }
    }

    @Test
    void document_readByAnOpenApiParser_hasNoFault() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(TEXT, null, options);
        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getOpenapi()).startsWith("3.1.");
        assertThat(result.getOpenAPI().getPaths())
                .hasSize(DOCUMENT.path("paths").size());
    }

    @Test
    void operations_areTheRoutes() {
        assertThat(operations().stream()
                        .map(operation -> String.join(
                                " ",
                                operation.id(),
                                operation.method(),
                                operation.path(),
                                operation.parameters("query").toString())))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Route.values())
                        .map(route -> String.join(
                                " ",
                                route.id(),
                                route.method(),
                                route.path(),
                                new TreeSet<>(route.parameters()).toString()))
                        .toList());
    }

    @Test
    void pathParameters_areTheVariablesOfThePath() {
        Pattern variable = Pattern.compile("\\{([^}]+)}");
        for (Operation operation : operations()) {
            Set<String> variables = variable.matcher(operation.path())
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(operation.parameters("path")).as(operation.id()).isEqualTo(variables);
        }
    }

    @Test
    void problemExamples_areTheProblemCodes() {
        JsonNode examples = DOCUMENT.at("/components/examples");
        assertThat(examples.propertyNames()).containsExactlyInAnyOrderElementsOf(codes());
        assertThat(DOCUMENT.at("/components/schemas/Problem/properties/code/enum")
                        .values())
                .extracting(code -> code.asString(""))
                .containsExactlyInAnyOrderElementsOf(codes());
        for (ProblemCode code : ProblemCode.values()) {
            JsonNode value = examples.path(code.code()).path("value");
            assertThat(value.path("type").asString("")).isEqualTo("urn:tandem:problem:" + code.code());
            assertThat(value.path("code").asString("")).isEqualTo(code.code());
            assertThat(value.path("title").asString("")).isEqualTo(code.title());
            assertThat(value.path("status").asInt(0)).as(code.code()).isEqualTo(code.status());
        }
    }

    @Test
    void everyProblem_standsUnderItsStatus_andEveryCodeIsAnsweredSomewhere() {
        Set<String> expected = Arrays.stream(ProblemCode.values())
                .map(code -> code.status() + " " + code.code())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> answered = new TreeSet<>();
        for (Operation operation : operations()) {
            assertThat(expected).as(operation.id()).containsAll(operation.problems());
            answered.addAll(operation.problems());
        }
        // These two are answered where there is no operation.
        answered.add("404 route_unknown");
        answered.add("405 method_not_allowed");
        assertThat(answered).isEqualTo(expected);
    }

    @Test
    void everyResponse_namesTheModel_andShowsWhatItHolds() {
        for (Operation operation : operations()) {
            assertThat(operation.problems())
                    .as(operation.id())
                    .contains("400 request_malformed", "400 parameter_unknown", "500 internal_error");
            operation.node().path("responses").properties().forEach(entry -> {
                JsonNode response = resolved(entry.getValue());
                String name = operation.id() + " " + entry.getKey();
                assertThat(response.path("description").asString("")).as(name).isNotBlank();
                assertThat(response.at("/headers/Tandem-Model").isMissingNode())
                        .as(name)
                        .isFalse();
                response.path("content").properties().forEach(content -> {
                    assertThat(content.getValue().has("schema")).as(name).isTrue();
                    assertThat(content.getValue().has("example")
                                    || content.getValue().has("examples"))
                            .as(name)
                            .isTrue();
                });
                assertThat(response.has("content")).as(name).isEqualTo(hasBody(entry.getKey()));
            });
        }
    }

    @Test
    void examples_matchTheirSchemas() {
        List<String> faults = new ArrayList<>();
        for (Operation operation : operations()) {
            operation
                    .node()
                    .path("responses")
                    .properties()
                    .forEach(response -> checkContent(
                            operation.pointer() + "/responses/" + response.getKey(), response.getValue(), faults));
            checkContent(operation.pointer() + "/requestBody", operation.node().path("requestBody"), faults);
            for (JsonNode parameter : operation.parameters()) {
                JsonNode schema = parameter.path("schema");
                if (parameter.has("example") && schema.has("$ref")) {
                    check(schema.path("$ref").asString(""), parameter.path("example"), faults);
                }
            }
        }
        DOCUMENT.at("/components/schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("examples")
                        .forEach(example -> check("#/components/schemas/" + schema.getKey(), example, faults)));
        assertThat(faults).isEmpty();
    }

    @Test
    void linesOfStreams_matchTheSchemaOfALine() {
        Schema line = schema("#/components/schemas/Line");
        int lines = 0;
        for (Operation operation : operations()) {
            JsonNode stream = operation.node().at("/responses/200/content/application~1x-ndjson");
            for (String text : stream.path("example").asString("").lines().toList()) {
                assertThat(line.validate(text, InputFormat.JSON)).as(text).isEmpty();
                lines++;
            }
        }
        assertThat(lines).isPositive();
    }

    @Test
    void modelHeader_hasAllModels() {
        assertThat(DOCUMENT.at("/components/headers/Tandem-Model/schema/enum").values())
                .extracting(model -> model.asString(""))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Model.values()).map(Model::text).toList());
    }

    @Test
    void closeCodes_areTheReasonsToDisconnect() {
        String description = DOCUMENT.path("paths")
                .path(Route.WEBSOCKET.path())
                .at("/get/description")
                .asString("");
        assertThat(closeCodes(description)).containsExactlyInAnyOrderElementsOf(closeCodes());
    }

    /** The rows {@code code reason reconnect} of a table in Markdown. */
    static List<String> closeCodes(String markdown) {
        return Pattern.compile("^\\| (\\d{4}) \\| `(\\w+)` \\| (yes|no) \\|", Pattern.MULTILINE)
                .matcher(markdown)
                .results()
                .map(row -> String.join(" ", row.group(1), row.group(2), row.group(3)))
                .toList();
    }

    static List<String> closeCodes() {
        return Arrays.stream(DisconnectReason.values())
                .map(reason ->
                        "%d %s %s".formatted(reason.closeCode(), reason.code(), reason.reconnect() ? "yes" : "no"))
                .toList();
    }

    private static boolean hasBody(String status) {
        return !Set.of("101", "204", "304").contains(status);
    }

    /** Checks the examples of a request or response, which may be a reference. */
    private static void checkContent(String pointer, JsonNode node, List<String> faults) {
        String at = node.has("$ref") ? node.path("$ref").asString("").substring(1) : pointer;
        resolved(node).path("content").properties().forEach(content -> {
            String schema = "#" + at + "/content/" + escaped(content.getKey()) + "/schema";
            JsonNode media = content.getValue();
            if (media.has("example")) {
                check(schema, media.path("example"), faults);
            }
            media.path("examples")
                    .forEach(example -> check(schema, resolved(example).path("value"), faults));
        });
    }

    private static void check(String schema, JsonNode example, List<String> faults) {
        schema(schema).validate(example).forEach(fault -> faults.add(schema + ": " + fault));
    }

    private static Schema schema(String fragment) {
        return SCHEMAS.getSchema(SchemaLocation.of(IRI + fragment));
    }

    private static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> !entry.getKey().equals("parameters"))
                        .forEach(entry -> operations.add(new Operation(
                                entry.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                "/paths/" + escaped(path.getKey()) + "/" + entry.getKey(),
                                entry.getValue()))));
        return operations;
    }

    private static List<String> codes() {
        return Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList();
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asString("").substring(1)) : node;
    }

    private static String escaped(String segment) {
        return segment.replace("~", "~0").replace("/", "~1");
    }

    private static String read() {
        try {
            return new ClassPathResource("openapi.yaml").getContentAsString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
