package dev.tandem.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of channels and of places in them. */
class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "A9._~:@-", "...", ".a", "news:sport@eu"})
    void aChannelNameNeedsNoEscaping(String name) {
        assertThat(new ChannelName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", " ", "a b", "a/b", "a,b", "a=b", "ü", "a\n", "a\0", "a%20", "a+b"})
    void anyOtherIsRefused(String name) {
        assertThatThrownBy(() -> new ChannelName(name)).hasMessageStartingWith("channel_name_invalid: channel: ");
    }

    @Test
    void aChannelNameIsAtMost128CharactersLong() {
        assertThat(new ChannelName("a".repeat(128)).text()).hasSize(128);
        assertThatThrownBy(() -> new ChannelName("a".repeat(129))).hasMessageStartingWith("channel_name_invalid: ");
    }

    @Test
    void aCursorIsAnEpochAndAnOffset() {
        assertThat(StreamPosition.parse("after", "0a9Z:0")).isEqualTo(new StreamPosition("0a9Z", 0));
        assertThat(StreamPosition.parse("after", "x:999999999999999999")).hasToString("x:999999999999999999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "1",
                "x:",
                ":1",
                "x:-1",
                "x:+1",
                "x:01",
                "x:1.0",
                "x:1:1",
                "x :1",
                " x:1",
                "x:1 ",
                "x:1\n",
                "x-y:1",
                "x:1000000000000000000",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:1",
                "x:١"
            })
    void anyOtherCursorIsRefused(String cursor) {
        assertThatThrownBy(() -> StreamPosition.parse("after", cursor))
                .hasMessageStartingWith("cursor_invalid: after: ");
    }
}
