package dev.tandem.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

    @Test
    void decodes() {
        assertThat(PercentEncoding.decode("plain+text", false)).isEqualTo("plain+text");
        assertThat(PercentEncoding.decode("a+b%2B", true)).isEqualTo("a b+");
        assertThat(PercentEncoding.decode("%41%c3%BC%F0%9F%98%80%00", false)).isEqualTo("Aü😀\0");
        assertThat(PercentEncoding.decode("", true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%", "%4", "%g0", "%0g", "%%41", "% 1", "%-1", "%c3", "%c3(", "%c0%80", "%ed%a0%80"})
    void refuses(String text) {
        assertThatThrownBy(() -> PercentEncoding.decode(text, false)).hasMessageStartingWith("request_malformed: ");
    }
}
