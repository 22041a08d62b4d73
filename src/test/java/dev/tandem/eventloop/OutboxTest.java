package dev.tandem.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.channel.Publication;
import dev.tandem.core.payload.Payload;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox();

    @Test
    void whatTheSocketTakesAtOnce_isForgotten() {
        outbox.add(100);
        outbox.add(50);
        assertThat(outbox.bytes()).isEqualTo(150);
        assertThat(outbox.isOpen()).isTrue();

        outbox.removeOpen();

        assertThat(outbox.bytes()).isZero();
        assertThat(outbox.isOpen()).isFalse();
    }

    @Test
    void whatIsSealed_waitsForItsMarker() {
        outbox.add(100);
        Outbox.Segment first = outbox.seal();
        outbox.add(10);
        Outbox.Segment second = outbox.seal();
        outbox.add(1);
        assertThat(outbox.bytes()).isEqualTo(111);

        outbox.remove(first);
        assertThat(outbox.bytes()).isEqualTo(11);
        outbox.removeOpen();
        assertThat(outbox.bytes()).isEqualTo(10);
        outbox.remove(second);
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void aSegment_holdsItsPublicationsInOrder_withWhatIsWrittenInBetween() {
        Publication first = publication(1);
        Publication second = publication(2);
        outbox.add(first, 100);
        outbox.add(10);
        outbox.add(second, 100);
        Outbox.Segment sealed = outbox.seal();
        outbox.add(10);

        assertThat(sealed.first()).isSameAs(first);
        assertThat(sealed.more()).containsExactly(second);
        assertThat(outbox.open().first()).isNull();
        assertThat(outbox.bytes()).isEqualTo(220);
    }

    private static Publication publication(long offset) {
        return new Publication(offset, Instant.EPOCH, 0, Payload.of("text/plain", new byte[1]));
    }

    @Test
    void aSegment_isFullBeforeItHidesHowMuchASlowSocketHasTaken() {
        outbox.add(16 * 1024 - 1);
        assertThat(outbox.isFull()).isFalse();
        outbox.add(1);
        assertThat(outbox.isFull()).isTrue();
        outbox.remove(outbox.seal());
        assertThat(outbox.isFull()).isFalse();
    }
}
