package dev.tandem.virtualthread;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final byte[] HELLO = "hello".getBytes(US_ASCII);
    private static final byte[] THERE = " there".getBytes(US_ASCII);

    @Test
    void onePartThatNeedsNoFrame_isSharedAndNotCopied() {
        var batch = new Batch(false);
        batch.add(HELLO);

        assertThat(batch.toBuffer().array()).isSameAs(HELLO);
    }

    @Test
    void severalParts_goIntoOneChunk() {
        var batch = new Batch(true);
        batch.add(HELLO);
        batch.add(new byte[0]);
        batch.add(THERE);

        assertThat(text(batch.toBuffer())).isEqualTo("b\r\nhello there\r\n");
    }

    @Test
    void cleared_isEmpty() {
        var batch = new Batch(true);
        batch.add(HELLO);
        batch.clear();

        assertThat(batch.isEmpty()).isTrue();
    }

    private static String text(ByteBuffer buffer) {
        return US_ASCII.decode(buffer).toString();
    }
}
