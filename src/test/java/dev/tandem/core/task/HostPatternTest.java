package dev.tandem.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:1",
                "A.example:65535",
                "*.example.com:*",
                "a_b.example:443",
                "10.0.0.1:80",
                "[::1]:80",
                "[2001:DB8::1]:*"
            })
    void aHostAndAPortArePattern(String text) {
        assertThat(HostPattern.parse(text))
                .hasValueSatisfying(pattern -> assertThat(pattern).hasToString(text.toLowerCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a:",
                ":80",
                "a:0",
                "a:65536",
                "a:123456",
                "a:-1",
                "a:80:80",
                "*:80",
                "*.:80",
                "a.*:80",
                "a*b:80",
                "::1:80",
                "[::1]",
                "http://a:80",
                "a:80/",
                "a b:80",
                "user@a:80",
                "\u00fc:80"
            })
    void anythingElseIsNone(String text) {
        assertThat(HostPattern.parse(text)).isEmpty();
    }
}
