package dev.tandem.compare.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.compare.load.Transport;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapsTest {
    private static final Scenario ECHO = new Scenario.Requests("echo", "", 1_000, List.of(), OptionalDouble.empty());

    @ParameterizedTest
    @CsvSource({
        "tandem.server.max-connections,          1099, tandem.server.max-connections is 1099",
        "tandem.server.max-keep-alive-requests,  1000, connections would be made anew",
        "'open files, maximum',                  2099, A process may have 2099 open files",
    })
    void aLimitThatWouldDecideIsFound(String name, String value, String said) {
        assertThat(Caps.inTheWay(ECHO, Map.of(name, value)))
                .singleElement()
                .asString()
                .contains(said);
    }

    @ParameterizedTest
    @CsvSource({
        "tandem.server.max-connections,          1100",
        "tandem.server.max-connections,             0",
        "tandem.server.max-keep-alive-requests,    -1",
        "'open files, maximum',                  2100",
        "'open files, maximum',                  unlimited",
        "tandem.server.backlog,                  1",
    })
    void aLimitThatIsFarAwayIsNot(String name, String value) {
        assertThat(Caps.inTheWay(ECHO, Map.of(name, value))).isEmpty();
    }

    @Test
    void theDeadAndThePublisherHaveConnectionsToo() {
        var scenario = new Scenario.FanOut("fanout", "", Transport.SSE, 900, 99, 50, 128, "/p", "/s");

        assertThat(Caps.inTheWay(scenario, Map.of("tandem.server.max-connections", "1099")))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"900, 1256", "9000, 10100"})
    void ofTheOpenFilesOfAServer_someAreNotForConnections(int connections, int least) {
        var scenario = new Scenario.Idle("idle", "", List.of(connections), "/s");

        assertThat(Caps.inTheWay(scenario, Map.of("open files, maximum", "" + (least - 1))))
                .hasSize(1);
        assertThat(Caps.inTheWay(scenario, Map.of("open files, maximum", "" + least)))
                .isEmpty();
    }

    @Test
    void whatDiffersIsNamed_butNotWhichModelIsServed() {
        Map<String, String> a = Map.of("tandem.models", "event-loop", "JVM options", "-Xmx1g", "processors", "2");
        Map<String, String> b = Map.of("tandem.models", "virtual-thread", "JVM options", "-Xmx2g", "collectors", "G1");

        assertThat(Caps.differences(a, b)).containsExactly("JVM options", "collectors", "processors");
        assertThat(Caps.differences(a, a)).isEmpty();
    }
}
