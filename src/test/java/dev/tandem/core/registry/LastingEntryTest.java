package dev.tandem.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LastingEntryTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTicker ticker = new ManualTicker();
    private final Registry<Box> boxes = new Registry<>(1, Problem.of(ProblemCode.FLAG_LIMIT_REACHED, "no"));

    /** Something that is kept for a minute. */
    private final class Box extends LastingEntry {
        private boolean empty;

        Box(String name) {
            super(name, ticker, MINUTE);
        }

        boolean set(boolean toBeEmpty) {
            use();
            empty = toBeEmpty;
            return true;
        }

        @Override
        protected boolean isEmpty() {
            return empty;
        }
    }

    private void set(boolean empty) {
        boxes.use("a", Box::new, box -> box.set(empty));
    }

    private int afterForgettingIdle() {
        boxes.forgetIdle();
        return boxes.size();
    }

    @Test
    void itIsForgottenSomeTimeAfterItsLastUse() {
        set(true);
        ticker.advance(MINUTE.minusNanos(1));
        assertThat(afterForgettingIdle()).isOne();
        set(true);
        ticker.advance(MINUTE.minusNanos(1));
        assertThat(afterForgettingIdle()).isOne();

        ticker.advance(Duration.ofNanos(1));

        assertThat(afterForgettingIdle()).isZero();
    }

    @Test
    void itIsKeptForAsLongAsItIsNotEmpty() {
        set(false);
        ticker.advance(MINUTE.multipliedBy(10));
        assertThat(afterForgettingIdle()).isOne();

        set(true);
        assertThat(afterForgettingIdle()).isOne();
        ticker.advance(MINUTE);

        assertThat(afterForgettingIdle()).isZero();
    }
}
