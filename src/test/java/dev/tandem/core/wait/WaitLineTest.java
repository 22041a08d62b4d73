package dev.tandem.core.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class WaitLineTest {
    private static final Caller CALLER = new Caller(Model.VIRTUAL_THREAD, Runnable::run);

    private final ManualTicker ticker = new ManualTicker();
    private final Waits waits = new Waits(ticker);
    private final Monitor monitor = new Monitor();
    private final List<String> endings = new ArrayList<>();
    private final List<String> givenBack = new ArrayList<>();
    private final WaitLine<String, String> line = waits.newLine(monitor, new WaitLine.Keeper<>() {
        @Override
        public String timedOut(String request) {
            return "nothing for " + request;
        }

        @Override
        public void left(String request, Caller caller, Ending ending, long waitedNanos) {
            endings.add(request + " " + ending.code() + " "
                    + Duration.ofNanos(waitedNanos).toSeconds());
        }
    });

    private CompletableFuture<String> join(String request, Caller caller) {
        return monitor.enter(() -> line.join(request, Duration.ofSeconds(10), caller));
    }

    private void serve() {
        monitor.run(() -> line.serveFirst(request -> "something for " + request, givenBack::add));
    }

    @Test
    void theFirstToComeIsTheFirstToBeServed() {
        CompletableFuture<String> first = join("a", CALLER);
        CompletableFuture<String> second = join("b", CALLER);

        serve();

        assertThat(first).isCompletedWithValue("something for a");
        assertThat(second).isNotDone();
        serve();
        assertThat(second).isCompletedWithValue("something for b");
        assertThat(endings).containsExactly("a served 0", "b served 0");
        assertThat(ticker.pending()).isZero();
    }

    @Test
    void whoeverHasWaitedLongEnoughLeavesWithNothing() {
        CompletableFuture<String> answer = join("a", CALLER);

        ticker.advance(Duration.ofSeconds(10));

        assertThat(answer).isCompletedWithValue("nothing for a");
        assertThat(line.size()).isZero();
        assertThat(endings).containsExactly("a timed_out 10");
    }

    @Test
    void whoeverGivesUpLosesTheirPlace() {
        CompletableFuture<String> first = join("a", CALLER);
        CompletableFuture<String> second = join("b", CALLER);

        first.cancel(false);
        serve();

        assertThat(second).isCompletedWithValue("something for b");
        assertThat(givenBack).isEmpty();
        assertThat(endings).containsExactly("a given_up 0", "b served 0");
    }

    @Test
    void whatWasOnItsWayToSomebodyWhoLeftIsGivenBack() {
        Queue<Runnable> loop = new ArrayDeque<>();
        CompletableFuture<String> answer = join("a", new Caller(Model.EVENT_LOOP, loop::add));
        serve();

        answer.cancel(false);
        loop.remove().run();

        assertThat(givenBack).containsExactly("something for a");
        assertThat(endings).containsExactly("a served 0");
    }

    @Test
    void whatWasOnItsWayThroughAModelThatIsGoneIsGivenBack() {
        var _ = join("a", new Caller(Model.EVENT_LOOP, task -> {
            throw new RejectedExecutionException();
        }));

        serve();

        assertThat(givenBack).containsExactly("something for a");
    }

    @Test
    void allWhoAskForItAreServedAtOnce() {
        CompletableFuture<String> first = join("a", CALLER);
        CompletableFuture<String> second = join("b", CALLER);
        CompletableFuture<String> third = join("a", CALLER);

        monitor.run(() -> line.serveAll("a"::equals, "news"));

        assertThat(first).isCompletedWithValue("news");
        assertThat(second).isNotDone();
        assertThat(third).isCompletedWithValue("news");
    }

    @Test
    void whenThereIsNothingToWaitForAnyMoreEveryoneIsSentAway() {
        CompletableFuture<String> answer = join("a", CALLER);

        monitor.run(() -> line.refuseAll(Problem.of(ProblemCode.DRAINING, "gone")));

        assertThatThrownBy(answer::join).hasCauseInstanceOf(ProblemException.class);
        assertThat(endings).containsExactly("a refused 0");
    }

    @Test
    void aModelThatShutsDownKeepsNobodyWaiting() {
        CompletableFuture<String> mine = join("a", CALLER);
        CompletableFuture<String> others = join("b", new Caller(Model.EVENT_LOOP, Runnable::run));

        waits.endAll(Model.VIRTUAL_THREAD);
        CompletableFuture<String> late = join("c", CALLER);

        assertThat(mine).isCompletedWithValue("nothing for a");
        assertThat(late).isCompletedWithValue("nothing for c");
        assertThat(others).isNotDone();
    }

    @Test
    void theLineIsTouchedInsideItsMonitorAlone() {
        assertThatThrownBy(() -> line.join("a", Duration.ZERO, CALLER)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatAnswersDependOnRunsOutsideTheMonitor() {
        CompletableFuture<Integer> size = join("a", CALLER).thenApply(answer -> {
            serveAnother();
            return line.size();
        });

        serve();

        assertThat(size).isCompletedWithValue(0);
    }

    private void serveAnother() {
        CompletableFuture<String> another = join("b", CALLER);
        serve();
        assertThat(another).isCompletedWithValue("something for b");
    }
}
