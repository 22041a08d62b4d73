package dev.tandem.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StampsTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9_876_543_210L, Long.MAX_VALUE})
    void whatIsWritten_isRead(long nanos) {
        ByteBuf message = Unpooled.copiedBuffer("ab" + Request.STAMP + "c", US_ASCII);
        Stamps.write(message, 2, nanos);

        assertThat(Stamps.read(message, 2)).isEqualTo(nanos);
        assertThat(message.toString(US_ASCII)).isEqualTo("ab%019dc".formatted(nanos));
        assertThat(Stamps.read(message.toString(US_ASCII), 2)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "'',                    0",
        "000000000000000000,    0",
        "0000000000000000000,   1",
        "000000000000000000x,   0",
        "000000000000000000:,   0",
        "000000000000000000/,   0",
        "-000000000000000001,   0",
    })
    void whatIsNoStamp_isNoTime(String message, int index) {
        assertThat(Stamps.read(message, index)).isEqualTo(-1);
        assertThat(Stamps.read(Unpooled.copiedBuffer(message, US_ASCII), index)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999999999999999999", "9223372036854775808"})
    void whatIsTooLargeForATime_isNone(String digits) {
        assertThat(Stamps.read(digits, 0)).isNegative();
    }
}
