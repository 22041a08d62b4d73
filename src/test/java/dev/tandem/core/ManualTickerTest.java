package dev.tandem.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTickerTest {
    private final ManualTicker ticker = new ManualTicker();
    private final List<String> ran = new ArrayList<>();

    @Test
    void timersRunInOrderAtTheirOwnMoment() {
        ticker.schedule(Duration.ofSeconds(2), () -> ran.add("second at " + ticker.nanoTime()));
        ticker.schedule(Duration.ofSeconds(1), () -> ran.add("first at " + ticker.nanoTime()));
        ticker.schedule(Duration.ofSeconds(3), () -> ran.add("never"));

        ticker.advance(Duration.ofMillis(2500));

        assertThat(ran).containsExactly("first at 1000000000", "second at 2000000000");
        assertThat(ticker.nanoTime()).isEqualTo(2_500_000_000L);
        assertThat(ticker.now()).isEqualTo("2026-01-01T00:00:02.500Z");
        assertThat(ticker.pending()).isEqualTo(1);
    }

    @Test
    void aTimerThatSchedulesItselfRepeatsWithinOneAdvance() {
        class Repeating implements Runnable {
            @Override
            public void run() {
                ran.add("at " + ticker.nanoTime());
                ticker.schedule(Duration.ofNanos(10), this);
            }
        }
        ticker.schedule(Duration.ofNanos(10), new Repeating());

        ticker.advance(Duration.ofNanos(35));

        assertThat(ran).containsExactly("at 10", "at 20", "at 30");
    }

    @Test
    void aCancelledTimerDoesNotRun() {
        Ticker.Timer timer = ticker.schedule(Duration.ofNanos(1), () -> ran.add("cancelled"));
        timer.cancel();

        ticker.advance(Duration.ofSeconds(1));

        assertThat(ran).isEmpty();
        assertThat(ticker.pending()).isZero();
    }

    @Test
    void whoeverSleepsWakesWhenTheClockHasBeenAdvancedSoFar() throws Exception {
        Thread sleeper = Thread.startVirtualThread(() -> {
            try {
                ticker.sleep(Duration.ofSeconds(2));
                ran.add("woken at " + ticker.nanoTime());
            } catch (InterruptedException e) {
                ran.add("interrupted");
            }
        });
        await().until(() -> ticker.pending() == 1);

        ticker.advance(Duration.ofSeconds(1));
        assertThat(sleeper.isAlive()).isTrue();
        ticker.advance(Duration.ofSeconds(1));
        sleeper.join();

        assertThat(ran).containsExactly("woken at 2000000000");
    }

    @Test
    void whoeverIsInterruptedSleepsNoLonger() throws Exception {
        Thread sleeper = Thread.startVirtualThread(() -> {
            try {
                ticker.sleep(Duration.ofSeconds(2));
            } catch (InterruptedException e) {
                ran.add("interrupted");
            }
        });
        sleeper.interrupt();
        sleeper.join();

        assertThat(ran).containsExactly("interrupted");
        assertThat(ticker.pending()).isZero();
    }
}
