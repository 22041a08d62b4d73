package dev.tandem.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** Where the characters end of which nothing is missing; what is no UTF-8 is left as it is. */
    @ParameterizedTest
    @CsvSource({
        "'',       0",
        "61,       1",
        "61c3,     1",
        "61c3bc,   3",
        "e2,       0",
        "e282,     0",
        "e282ac,   3",
        "61f09f98, 1",
        "f09f9880, 4",
        "61ff,     2",
        "808080,   3",
        "80808080, 4",
    })
    void completeLength(String hex, int length) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(Utf8.completeLength(bytes, 0, bytes.length)).isEqualTo(length);
    }
}
