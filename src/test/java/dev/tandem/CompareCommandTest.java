package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code compare}, as it is typed. */
class CompareCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int compare(String... arguments) {
        List<String> line = new ArrayList<>(List.of("compare"));
        if (Stream.of(arguments).noneMatch(argument -> argument.startsWith("--output"))) {
            line.addAll(List.of("--output", folder.toString()));
        }
        line.addAll(List.of(arguments));
        return Tandem.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(line.toArray(String[]::new));
    }

    private JsonNode report() {
        return JsonMapper.shared().readTree(folder.resolve("report.json").toFile());
    }

    @Test
    void theListTellsWhatCanBeChosen() {
        assertThat(compare("--list")).isZero();

        assertThat(out.toString().lines())
                .hasSize(14)
                .anyMatch(line -> line.matches("fanout-ws +1,000 subscribers, .*"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--only=echo,nothing           | --only: nothing (expected: one of echo, wait,",
                "--pairs=1                     | --pairs: 1 (expected: at least 2",
                "--rate=0                      | --rate: 0 (expected: 1 to 1,000,000)",
                "--scenario=/                  | / is a folder (expected: a file)",
                "--rate=fast                   | 'fast' is not a double",
                "--measure=0                   | --measure: 0 (expected: 1 to 3600)",
                "--warm-up=-1                  | --warm-up: -1 (expected: 1 to 3600)",
                "--target=http://127.0.0.1:1   | --target",
                "--scenario=/none.yaml         | /none.yaml: there is no such file",
                "--output=/dev/null/none       | --output: /dev/null/none (expected: a folder that is there, or can be made)",
                "--fast                        | Unknown option: '--fast'",
            })
    void aWrongArgumentIsNamed(String argument, String said) {
        assertThat(compare(argument)).isEqualTo(CommandLine.ExitCode.USAGE);

        assertThat(err.toString()).contains(said, "tandem compare --help").doesNotContain("\tat ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatCannotBeSaidTogetherIsNamed() throws IOException {
        String one = Files.writeString(folder.resolve("one.yaml"), "{name: alive, requests: [path: /livez]}")
                .toString();
        String same = Files.copy(Path.of(one), folder.resolve("same.yaml")).toString();
        String url = "http://127.0.0.1:1";

        assertRefused("--only: echo (expected: no --scenario beside it)", "--only=echo", "--scenario", one);
        assertRefused(
                "--scenario: %s (expected: a name other than alive)".formatted(same),
                "--scenario",
                one,
                "--scenario",
                same);
        assertRefused(
                "--target: http://127.0.0.1:2 (expected: two URLs, once)",
                "--target",
                url,
                url,
                "--target",
                "http://127.0.0.1:2",
                url);
    }

    private void assertRefused(String said, String... arguments) {
        assertThat(compare(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains(said);
    }

    /** Both are started before the limit is seen. */
    @Test
    void noJvmOptionsAreNone() throws IOException {
        Path scenario = Files.writeString(
                folder.resolve("many.yaml"), "{name: many, connections: 1000000, requests: [path: /livez]}");

        assertThat(compare("--scenario", scenario.toString(), "--jvm-options", ""))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);

        assertThat(err.toString())
                .contains("A limit would decide this comparison")
                .doesNotContain("did not start");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://127.0.0.1:1 | --target: https://127.0.0.1:1 (expected: a URL such as http://127.0.0.1:8080)",
                "127.0.0.1:8080      | --target: 127.0.0.1:8080 (expected: a URL such as http://127.0.0.1:8080)",
                "http://no.invalid   | --target: http://no.invalid (expected: a host that has an address)",
                "http://127.0.0.1:1  | --target: http://127.0.0.1:1 cannot be reached",
            })
    void aTargetThatIsNoneIsNamed(String url, String said) {
        assertThat(compare("--target", url, url)).isEqualTo(CommandLine.ExitCode.USAGE);

        assertThat(err.toString()).contains(said);
    }

    @Test
    void aServerThatDoesNotStartSaysWhy_andThatIsNoComparison() {
        assertThat(compare("--only", "echo", "--jvm-options", "-Xms2g -Xmx1g"))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);

        assertThat(err.toString())
                .contains("did not start", "Initial heap size")
                .doesNotContain("\tat ");
    }

    @Test
    void aLimitThatWouldDecideStopsIt() throws IOException {
        Path scenario = Files.writeString(
                folder.resolve("many.yaml"), "{name: many, connections: 1000000, requests: [path: /livez]}");
        try (var server = TandemServer.start(context -> {}, EVENT_LOOP)) {
            String url = url(server).toString();

            assertThat(compare("--scenario", scenario.toString(), "--target", url, url))
                    .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        }

        assertThat(err.toString()).contains("A limit would decide this comparison", "open files, and many needs");
        assertThat(folder.resolve("report.json")).doesNotExist();
    }

    @Test
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void eachModelIsStartedAfresh_andAllOfItIsToldOnAPageAndAsData() throws IOException {
        Path scenario = Files.writeString(
                folder.resolve("alive.yaml"), "{name: alive, rate: 300, connections: 8, requests: [path: /livez]}");

        int exitCode = compare(
                "--scenario",
                scenario.toString(),
                "--quick",
                "--pairs=2",
                "--measure=1",
                "--warm-up=1",
                "--jvm-options=-Xmx256m -XX:TieredStopAtLevel=1");

        JsonNode report = report();
        JsonNode alive = report.path("scenarios").path(0);
        assertThat(exitCode).isEqualTo(alive.path("valid").booleanValue() ? 0 : 1);
        assertThat(alive.path("runs").size()).isGreaterThanOrEqualTo(3);
        assertThat(report.at("/sides/A/configuration/tandem.models").stringValue())
                .isEqualTo("event-loop");
        assertThat(report.at("/sides/B/configuration/tandem.models").stringValue())
                .isEqualTo("virtual-thread");
        assertThat(report.at("/sides/A/configuration/JVM options").stringValue())
                .contains("-Xmx256m", "TieredStopAtLevel");
        assertThat(report.path("caveats").valueStream().map(JsonNode::stringValue))
                .noneMatch(caveat -> caveat.contains("configured differently") || caveat.contains("blocking"));
        assertThat(report.path("command").stringValue())
                .startsWith("java -jar tandem.jar compare --output ")
                .contains("'--jvm-options=-Xmx256m -XX:TieredStopAtLevel=1'");
        assertThat(Files.readString(folder.resolve("report.html"))).contains("event-loop", "virtual-thread", "alive");
        assertThat(out.toString()).contains("A  event-loop", "B  virtual-thread", "report.html");
        assertThat(out.toString().lines().mapToInt(String::length))
                .allMatch(length -> length <= 100 + folder.toString().length());
        assertThat(err.toString()).contains("[1/4] alive: pair 1 of 2, event-loop");
    }

    private static final String[] EVENT_LOOP = {
        "--tandem.models=event-loop",
        "--tandem.event-loop.port=0",
        "--tandem.console.port=0",
        "--logging.threshold.console=warn"
    };

    private static URI url(TandemServer server) {
        return URI.create("http://127.0.0.1:" + server.port(Model.EVENT_LOOP));
    }

    /**
     * Whatever is claimed of two services that are the same is false. By chance that happens once in twenty comparisons, and
     * then of something else each time; a method that is wrong would claim the same again.
     */
    @Test
    @Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void ofTwoServicesThatAreTheSame_noDifferenceIsFound() {
        try (var one = TandemServer.start(context -> {}, EVENT_LOOP);
                var same = TandemServer.start(context -> {}, EVENT_LOOP)) {
            Map<String, String> claimed = claims(url(one), url(same));
            var again = new TreeSet<>(
                    claimed.entrySet().stream().map(Object::toString).toList());
            if (!claimed.isEmpty()) {
                again.retainAll(claims(url(one), url(same)).entrySet().stream()
                        .map(Object::toString)
                        .toList());
            }
            assertThat(again).isEmpty();
        }
    }

    /** What is claimed, and of which side. */
    private Map<String, String> claims(URI one, URI same) {
        for (int attempt = 0; attempt < 3; attempt++) {
            int exitCode = compare(
                    "--quick",
                    "--only=echo",
                    "--rate=500",
                    "--measure=1",
                    "--warm-up=1",
                    "--target",
                    one.toString(),
                    same.toString());
            JsonNode scenario = report().path("scenarios").path(0);
            assertThat(exitCode).isEqualTo(scenario.path("valid").booleanValue() ? 0 : 1);
            if (exitCode == 0) {
                assertThat(scenario.path("comparisons").size()).isGreaterThan(5);
                return scenario.path("comparisons")
                        .valueStream()
                        .filter(comparison -> comparison.has("favours"))
                        .collect(Collectors.toMap(
                                comparison -> comparison.path("metric").stringValue(),
                                comparison -> comparison.path("favours").stringValue()));
            }
        }
        throw new AssertionError("No comparison was valid: " + out);
    }
}
