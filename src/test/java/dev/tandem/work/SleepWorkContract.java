package dev.tandem.work;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.WorkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sleeping, as work. */
public abstract class SleepWorkContract extends TaskWorkContract {
    private static final WorkSettings SETTINGS = settings(policy(List.of()));
    private static final int MANY = 1_000;

    private RecordedRun sleep(Duration duration) {
        int before = ticker().pending();
        RecordedRun work = start(SETTINGS, new TaskInput.Sleep(duration));
        eventually("it sleeps").until(() -> ticker().pending() > before || work.hasEnded());
        return work;
    }

    @Test
    void sleep_lastsAsLongAsItWasTold() {
        RecordedRun work = sleep(Duration.ofSeconds(5));
        ticker().advance(Duration.ofMillis(4_999));
        assertThat(ticker().pending()).isEqualTo(1);
        assertThat(work.hasEnded()).isFalse();

        ticker().advance(Duration.ofMillis(1));
        assertThat(work.await(TaskResult.Slept.class)).isEqualTo(new TaskResult.Slept());
    }

    @Test
    void sleep_ofNoTime_endsByItself() {
        RecordedRun work = start(SETTINGS, new TaskInput.Sleep(Duration.ZERO));
        awaitWhileTimePasses(work);
        assertThat(work.result()).isPresent();
    }

    @Test
    void stop_endsIt_andOnce() {
        RecordedRun work = sleep(Duration.ofDays(1));
        work.stop();
        work.stop();
        work.awaitStopped();
        work.stop();
        ticker().advance(Duration.ofDays(2));
        work.awaitStopped();
    }

    @Test
    void stop_afterTheEnd_doesNothing() {
        RecordedRun work = sleep(Duration.ofSeconds(1));
        ticker().advance(Duration.ofSeconds(1));
        work.await(TaskResult.Slept.class);
        work.stop();
        work.await(TaskResult.Slept.class);
    }

    @Test
    void manySleepAtATime() {
        List<RecordedRun> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(start(SETTINGS, new TaskInput.Sleep(Duration.ofSeconds(1))));
        }
        eventually("all sleep").until(() -> ticker().pending() == MANY);
        ticker().advance(Duration.ofSeconds(1));
        all.forEach(work -> work.await(TaskResult.Slept.class));
    }
}
