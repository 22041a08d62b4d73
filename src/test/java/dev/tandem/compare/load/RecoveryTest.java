package dev.tandem.compare.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** With a request each millisecond, in a time of its own. */
class RecoveryTest {
    private static final long MILLI = 1_000_000;
    private static final long FIRST = Long.MAX_VALUE - 100 * MILLI; // The clock may turn over.
    private static final long FAST = 2 * MILLI;
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    /** What is found when each request takes as long as is said for its millisecond; a negative time is a failure. */
    private static Optional<Duration> found(LongUnaryOperator latency) {
        var recovery = new Recovery(FIRST, FAST, AT_MOST);
        long[] due = new long[10_000];
        for (int now = 0; now < due.length; now++) {
            long at = FIRST + now * MILLI;
            recovery.due(at);
            long took = latency.applyAsLong(now);
            due[now] = took;
            for (int earlier = 0; earlier <= now; earlier++) {
                if (due[earlier] != Long.MIN_VALUE && earlier + Math.abs(due[earlier]) <= now) {
                    recovery.ended(FIRST + earlier * MILLI, due[earlier] >= 0, Math.abs(due[earlier]) * MILLI);
                    due[earlier] = Long.MIN_VALUE;
                }
            }
            if (recovery.isOver(at)) {
                return recovery.result().join();
            }
        }
        throw new AssertionError("It is never over");
    }

    @Test
    void whoIsNeverSlowHasRecoveredAtOnce() {
        assertThat(found(millis -> 1)).contains(Duration.ZERO);
    }

    @Test
    void aBacklogThatIsWorkedOffIsOverWithTheLastSlowOne() {
        assertThat(found(millis -> Math.max(1, 730 - millis))).contains(Duration.ofMillis(750));
    }

    @Test
    void failuresAreNoRecovery() {
        assertThat(found(millis -> millis < 420 ? -1 : 1)).contains(Duration.ofMillis(450));
    }

    @Test
    void aMomentInBetweenIsNoRecovery() {
        assertThat(found(millis -> millis < 300 || (millis >= 400 && millis < 600) ? 100 : 1))
                .contains(Duration.ofMillis(600));
    }

    @Test
    void fewSlowOnesAreNotTheOverload() {
        assertThat(found(millis -> millis % 50 == 7 ? 30 : 1)).contains(Duration.ZERO);
    }

    @Test
    void whoNeverRecoversIsGivenUp() {
        assertThat(found(millis -> 5)).isEmpty();
    }
}
