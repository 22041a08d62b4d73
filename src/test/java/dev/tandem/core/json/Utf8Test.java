package dev.tandem.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ü€😀", "\u0000\u007f\u0080\u07ff\u0800\uffff", "\udbff\udfff"})
    void valid(String text) {
        assertThat(Utf8.isValid(text.getBytes(UTF_8))).isTrue();
    }

    /** A lone continuation, a cut sequence, overlong forms, a surrogate, beyond U+10FFFF, bytes that never occur. */
    @ParameterizedTest
    @ValueSource(
            strings = {"80", "61c3", "e282", "f09f98", "c080", "c1bf", "e09fbf", "f08fbfbf", "eda080", "f4908080", "ff"
            })
    void invalid(String hex) {
        assertThat(Utf8.isValid(HexFormat.of().parseHex(hex))).isFalse();
    }
}
