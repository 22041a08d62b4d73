package dev.tandem.compare.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.compare.load.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioFileTest {
    @TempDir
    private Path folder;

    private Scenario read(String yaml) throws IOException {
        return ScenarioFile.read(Files.writeString(folder.resolve("mine.yaml"), yaml));
    }

    @Test
    void allThatCanBeSaid() throws IOException {
        Scenario scenario = read("""
                name: checkout
                title: what our shop does
                connections: 512
                rate: 800
                requests:
                  - path: /v1/flags/open?wait=0s
                    weight: 3
                  - method: post
                    path: /v1/channels/orders/messages
                    headers: {Content-Type: application/json}
                    body: '{"order":4711}'
                """);

        assertThat(scenario)
                .isEqualTo(new Scenario.Requests(
                        "checkout",
                        "what our shop does",
                        512,
                        List.of(
                                new Request("GET", "/v1/flags/open?wait=0s", Map.of(), "", 3),
                                new Request(
                                        "POST",
                                        "/v1/channels/orders/messages",
                                        Map.of("Content-Type", "application/json"),
                                        "{\"order\":4711}",
                                        1)),
                        OptionalDouble.of(800)));
    }

    @Test
    void aNameAndOneRequestAreEnough() throws IOException {
        assertThat(read("name: alive\nrequests: [path: /livez]"))
                .isEqualTo(new Scenario.Requests(
                        "alive", "mine.yaml", 256, List.of(Request.get("/livez")), OptionalDouble.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                     | name: nothing (expected: small letters",
                "requests: []                                           | name: nothing (expected: small letters",
                "name: A                                                | name: A (expected: small letters",
                "name: a                                                | requests: nothing (expected: a list",
                "'{name: a, requests: []}'                              | requests: [] (expected: a list",
                "'{name: a, requests: [1]}'                             | requests[0]: 1 (expected: fields",
                "'{name: a, requests: [path: x]}'                       | path: x (expected: a path such as /livez",
                "'{name: a, requests: [path: \"/a b\"]}'                | path: /a b (expected: a path such as /livez",
                "'{name: a, requests: [{path: /, method: BREW}]}'       | method: BREW (expected: one of [DELETE, GET",
                "'{name: a, requests: [{path: /, weight: -1}]}'         | weight: -1 (expected: a number above 0",
                "'{name: a, requests: [{path: /, weight: .nan}]}'       | weight: NaN (expected: a number above 0",
                "'{name: a, requests: [{path: /, weight: 0}]}'          | weight: 0 (expected: a number above 0",
                "'{name: a, requests: [{path: /}, {path: /, weight: 0}]}' | weight: 0 (expected: a number above 0",
                "'{name: a, requests: [{path: /, headers: 1}]}'         | headers: 1 (expected: fields",
                "'{name: a, requests: [{path: /, headers: {a: \"b\\r\\nc: d\"}}]}' | headers: a (expected: printable ASCII",
                "'{name: a, requests: [{path: /, headers: {\"a: b\": c}}]}' | headers: a: b (expected: a name",
                "'{name: a, requests: [{path: /, headers: {\"Host \": c}}]}' | headers: Host  (expected: a name",
                "'{name: a, requests: [{path: /, headers: {\"\": c}}]}' | headers: nothing (expected: a name",
                "'{name: a, requests: [{path: /, headers: {Transfer-Encoding: chunked}}]}' | headers: Transfer-Encoding (expected: none of [connection",
                "'{name: a, requests: [{path: /, headers: {content-length: 3}}]}' | headers: content-length (expected: none of",
                "'{name: a, requests: [{path: /, headers: {Host: a}}]}' | headers: Host (expected: none of",
                "'{name: a, requests: [{path: /, headers: {Expect: 100-continue}}]}' | headers: Expect (expected: none of",
                "'{name: a, requests: [{path: /, headers: {Connection: close}}]}' | headers: Connection (expected: none of",
                "'{name: a, requests: [{path: /, headers: {Upgrade: h2c}}]}' | headers: Upgrade (expected: none of",
                "'{name: a, requests: [{path: /, header: {}}]}'         | requests[0]: header (expected: one of [body, headers",
                "'{name: a, rate: fast, requests: [path: /]}'           | rate: fast (expected: a number from 1",
                "'{name: a, rate: 0, requests: [path: /]}'              | rate: 0 (expected: a number from 1",
                "'{name: a, connections: 0, requests: [path: /]}'       | connections: 0 (expected: a whole number from 1",
                "'{name: a, connections: 1.5, requests: [path: /]}'     | connections: 1.5 (expected: a whole number from 1",
                "'{name: a, connections: .inf, requests: [path: /]}'    | connections: Infinity (expected: a whole number from 1",
                "'{name: a, conections: 9, requests: [path: /]}'        | the file: conections (expected: one of [connections",
                "[]                                                     | the file: [] (expected: fields",
                "'{name: a, name: b}'                                   | is not YAML",
                "'{'                                                    | is not YAML",
            })
    void whatCannotBeUnderstoodIsNamed(String yaml, String said) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mine.yaml")
                .hasMessageContaining(said);
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        assertThatThrownBy(() -> ScenarioFile.read(folder.resolve("none.yaml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.yaml: there is no such file");
    }
}
