package dev.tandem.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.StreamPosition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompoundCursorTest {
    private static final ChannelName A = new ChannelName("a");
    private static final ChannelName B = new ChannelName("b:1");

    @Test
    void namesEachChannelInAnyOrder() {
        assertThat(parse("b:1=y:2,a=x:1"))
                .isEqualTo(Map.of(A, new StreamPosition("x", 1), B, new StreamPosition("y", 2)));
        assertThat(parse("a=x:1")).isEqualTo(Map.of(A, new StreamPosition("x", 1)));
    }

    @Test
    void withOneChannelItsNameMayBeLeftOut() {
        assertThat(CompoundCursor.parse("after", "x:1", List.of(A))).isEqualTo(Map.of(A, new StreamPosition("x", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x:1", "a", "a=", "=x:1", "c=x:1", "a=x:1,", ",a=x:1", "a=x:1,a=x:1", "a=x:1;b:1=y:2"})
    void anythingElseIsRefused(String cursor) {
        assertThatThrownBy(() -> parse(cursor)).hasMessageStartingWith("cursor_invalid: after: ");
    }

    private static Map<ChannelName, StreamPosition> parse(String cursor) {
        return CompoundCursor.parse("after", cursor, List.of(A, B));
    }
}
