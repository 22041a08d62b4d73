package dev.tandem.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every ticker does in the same way. */
class TickerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTicker ticker = new ManualTicker();
    private final List<Long> ran = new ArrayList<>();

    private void run() {
        ran.add(Duration.ofNanos(ticker.nanoTime()).toSeconds());
    }

    @Test
    void aTaskIsRepeatedUntilThatIsCancelled() {
        Ticker.Timer repetition = ticker.repeat(SECOND, this::run);
        assertThat(ran).isEmpty();

        ticker.advance(Duration.ofSeconds(3));
        assertThat(ran).containsExactly(1L, 2L, 3L);
        assertThat(ticker.pending()).isOne();
        repetition.cancel();

        assertThat(ticker.pending()).isZero();
    }

    @Test
    void aTaskThatFailsIsRepeated() {
        ticker.repeat(SECOND, () -> {
            run();
            throw new IllegalStateException("no");
        });

        assertThatThrownBy(() -> ticker.advance(SECOND)).hasMessage("no");
        assertThatThrownBy(() -> ticker.advance(SECOND)).hasMessage("no");

        assertThat(ran).containsExactly(1L, 2L);
    }

    @Test
    void aTaskThatEndsItsOwnRepetitionIsNotRepeated() {
        List<Ticker.Timer> repetition = new ArrayList<>();
        repetition.add(ticker.repeat(SECOND, () -> {
            run();
            repetition.getFirst().cancel();
        }));

        ticker.advance(Duration.ofSeconds(3));

        assertThat(ran).containsExactly(1L);
        assertThat(ticker.pending()).isZero();
    }
}
