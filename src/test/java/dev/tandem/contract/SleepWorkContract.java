package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sleeping, as work. */
public abstract class SleepWorkContract extends TaskWorkContract {
    private static final int MANY = 1_000;

    private Work sleep(Duration duration) {
        int before = ticker.pending();
        Work work = start(new TaskInput.Sleep(duration));
        eventually("it sleeps")
                .until(() -> ticker.pending() > before || work.run().hasEnded());
        return work;
    }

    @Test
    void sleep_lastsAsLongAsItWasTold() {
        Work work = sleep(Duration.ofSeconds(5));
        ticker.advance(Duration.ofMillis(4_999));
        assertThat(ticker.pending()).isEqualTo(1);
        assertThat(work.run().hasEnded()).isFalse();

        ticker.advance(Duration.ofMillis(1));
        assertThat(awaitResult(work, TaskResult.Slept.class)).isEqualTo(new TaskResult.Slept());
    }

    @Test
    void sleep_ofNoTime_endsByItself() {
        Work work = start(new TaskInput.Sleep(Duration.ZERO));
        assertThat(awaitEndWhileTimePasses(work)).isInstanceOf(RecordingRun.Succeeded.class);
    }

    @Test
    void stop_endsIt_andOnce() {
        Work work = sleep(Duration.ofDays(1));
        work.stop();
        work.stop();
        assertStopped(work);
        work.stop();
        ticker.advance(Duration.ofDays(2));
        assertStopped(work);
    }

    @Test
    void stop_afterTheEnd_doesNothing() {
        Work work = sleep(Duration.ofSeconds(1));
        ticker.advance(Duration.ofSeconds(1));
        awaitResult(work, TaskResult.Slept.class);
        work.stop();
        awaitResult(work, TaskResult.Slept.class);
    }

    @Test
    void manySleepAtATime() {
        List<Work> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(start(new TaskInput.Sleep(Duration.ofSeconds(1))));
        }
        eventually("all sleep").until(() -> ticker.pending() == MANY);
        ticker.advance(Duration.ofSeconds(1));
        all.forEach(work -> awaitResult(work, TaskResult.Slept.class));
    }
}
