package dev.tandem.core.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {

    /** RFC 6455, 5.7. */
    @Test
    void theExamplesOfTheSpecification() {
        assertThat(Frame.of(Frame.TEXT, "Hello".getBytes(US_ASCII))).isEqualTo(hex("810548656c6c6f"));
        assertThat(Arrays.copyOf(Frame.of(Frame.BINARY, new byte[256]), 4)).isEqualTo(hex("827e0100"));
        assertThat(Arrays.copyOf(Frame.of(Frame.BINARY, new byte[65536]), 10)).isEqualTo(hex("827f0000000000010000"));
    }

    @ParameterizedTest
    @CsvSource({"0,8200", "125,827d", "126,827e007e", "65535,827effff"})
    void theLengthIsInItsShortestForm(int length, String header) {
        byte[] frame = Frame.of(Frame.BINARY, new byte[length]);

        assertThat(frame).startsWith(hex(header)).hasSize(header.length() / 2 + length);
    }

    @Test
    void controlFrames() {
        assertThat(Frame.ping()).isEqualTo(hex("8900"));
        assertThat(Frame.close(4410, "gap")).isEqualTo(hex("8805113a676170"));
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
