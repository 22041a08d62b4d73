package dev.tandem.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.routing.RouteTable.Match.Found;
import dev.tandem.routing.RouteTable.Match.OtherMethods;
import dev.tandem.routing.RouteTable.Match.Unknown;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]+}");

    private final RouteTable table = new RouteTable();

    @ParameterizedTest
    @EnumSource
    void everyRouteIsFoundByItsOwnMethodAndPath(Route route) {
        List<String> values =
                VARIABLE.matcher(route.path()).results().map(variable -> "a").toList();

        assertThat(table.match(route.method(), VARIABLE.matcher(route.path()).replaceAll("a")))
                .isEqualTo(new Found(route, values));
    }

    @Test
    void noTwoRoutesShareAnIdOrAMethodAndPath() {
        assertThat(Route.values()).extracting(Route::id).doesNotHaveDuplicates();
        assertThat(Route.values())
                .extracting(route -> route.method() + " " + route.path())
                .doesNotHaveDuplicates();
    }

    @Test
    void aVariableIsHandedOverAsItWasSent() {
        assertThat(table.match("GET", "/v1/channels/a%2Fb%20c/messages"))
                .isEqualTo(new Found(Route.HISTORY, List.of("a%2Fb%20c")));
        assertThat(table.match("GET", "/v1/channels/messages"))
                .isEqualTo(new Found(Route.CHANNEL_STATE, List.of("messages")));
    }

    @Test
    void headFindsWhatGetFindsUnlessThatIsAStream() {
        assertThat(table.match("HEAD", "/v1/channels/a")).isEqualTo(new Found(Route.CHANNEL_STATE, List.of("a")));
        assertThat(table.match("HEAD", "/v1/channels/a/events")).isEqualTo(new OtherMethods(Set.of("GET")));
    }

    @Test
    void anotherMethodIsToldWhichThereAre() {
        assertThat(table.match("PUT", "/v1/channels/a/messages"))
                .isEqualTo(new OtherMethods(Set.of("DELETE", "GET", "HEAD", "POST")));
        assertThat(table.match("get", "/livez")).isEqualTo(new OtherMethods(Set.of("GET", "HEAD")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "livez",
                "//livez",
                "/livez/",
                "/LIVEZ",
                "/%6Civez",
                "/livez;x=y",
                "/v1",
                "/v1/channels/",
                "/v1/channels//messages",
                "/v1/channels/a/messages/",
                "/v1/channels/a/unknown",
                "/v1/channels/a/../messages/x",
                "/v1/./channels",
                "/v1%2Fchannels"
            })
    void aPathSpelledOtherwiseIsUnknown(String path) {
        assertThat(table.match("GET", path)).isEqualTo(new Unknown());
    }
}
