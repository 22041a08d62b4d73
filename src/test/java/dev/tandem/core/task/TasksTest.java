package dev.tandem.core.task;

import static dev.tandem.core.task.TasksFixture.CALLER;
import static dev.tandem.core.task.TasksFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.Model;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.task.TasksFixture.Follower;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TasksTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final TasksFixture fixture = new TasksFixture();
    private final Tasks tasks = fixture.tasks;
    private final RecordingRunner runner = fixture.runner;

    @Test
    void aTaskBeginsAtOnceAndIsOverWithItsResult() {
        CompletableFuture<TaskView> joined = fixture.spawn(request(), LONG);
        assertThat(fixture.all().getFirst().state()).isEqualTo(TaskState.RUNNING);
        assertThat(joined).isNotDone();
        fixture.ticker.advance(Duration.ofSeconds(3));

        runner.last().succeed();

        TaskView task = joined.join();
        assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(task.kind()).isEqualTo(TaskKind.SLEEP);
        assertThat(task.json())
                .asString()
                .isEqualTo("{\"id\":\"" + task.id() + "\",\"kind\":\"sleep\",\"state\":\"succeeded\","
                        + "\"created\":\"2026-01-01T00:00:00Z\",\"started\":\"2026-01-01T00:00:00Z\","
                        + "\"ended\":\"2026-01-01T00:00:03Z\",\"result\":{}}");
        assertThat(task.error()).isEmpty();
        assertThat(task.created()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(task.started().orElseThrow()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(task.ended().orElseThrow()).isEqualTo("2026-01-01T00:00:03Z");
        assertThat(fixture.listener.ended).containsExactly("event-loop sleep succeeded", "worked 3");
        assertThat(runner.last().stops()).hasValue(0);
    }

    @Test
    void aTaskThatFailsSaysWhy() {
        TaskId id = fixture.spawn();

        runner.last().run().failed(TaskFailure.POOL_SATURATED);

        assertThat(fixture.state(id)).isEqualTo(TaskState.FAILED);
        assertThat(fixture.view(id).error().orElseThrow().code()).isEqualTo("pool_saturated");
        assertThat(fixture.view(id).json())
                .asString()
                .contains("\"error\":{\"code\":\"pool_saturated\"")
                .doesNotContain("result");
    }

    @Test
    void aRunnerThatThrowsHasFailed() {
        runner.onStart = work -> {
            throw new IllegalStateException("a fault for the test");
        };

        assertThat(fixture.spawn(request(), Duration.ZERO).join().state()).isEqualTo(TaskState.FAILED);
        assertThat(tasks.openCount()).isZero();
    }

    @Test
    void whoWaitsGetsTheTaskAsItIsWhenTheWaitIsOver() {
        CompletableFuture<TaskView> joined = fixture.spawn(request(), Duration.ofSeconds(10));

        fixture.ticker.advance(Duration.ofSeconds(10));

        assertThat(joined.join().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void whoGivesUpTheWaitLeavesNothingBehindAndTheTaskGoesOn() {
        CompletableFuture<TaskView> joined = fixture.spawn(request(), LONG);
        int before = fixture.ticker.pending();

        joined.cancel(false);

        assertThat(fixture.ticker.pending()).isEqualTo(before - 1);
        assertThat(fixture.all().getFirst().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void whoeverKillsIsAnsweredWhenNothingOfTheWorkIsLeft() {
        TaskId id = fixture.spawn();
        CompletableFuture<TaskView> killed = tasks.kill(id, CALLER);
        assertThat(runner.last().stops()).hasValue(1);
        assertThat(killed).isNotDone();
        assertThat(fixture.state(id)).isEqualTo(TaskState.RUNNING);

        runner.last().run().stopped();

        assertThat(killed.join().state()).isEqualTo(TaskState.KILLED);
        assertThat(killed.join().error().orElseThrow().code()).isEqualTo("killed");
        assertThat(tasks.kill(id, CALLER).join().state()).isEqualTo(TaskState.KILLED);
        assertThat(runner.last().stops()).hasValue(1);
    }

    @Test
    void workThatDoesNotStopKeepsNobodyWaitingForEver() {
        TaskId id = fixture.spawn();
        CompletableFuture<TaskView> killed = tasks.kill(id, CALLER);

        fixture.ticker.advance(TasksFixture.LIMITS.killWait());

        assertThat(killed.join().state()).isEqualTo(TaskState.RUNNING);
        assertThat(tasks.openCount()).isEqualTo(1);
    }

    @Test
    void aResultThatCameFirstIsKept() {
        TaskId id = fixture.spawn();
        runner.last().succeed();

        assertThat(tasks.kill(id, CALLER).join().state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(runner.last().stops()).hasValue(0);
    }

    @Test
    void aResultThatComesAfterTheKillIsThrownAway() {
        TaskId id = fixture.spawn();
        CompletableFuture<TaskView> killed = tasks.kill(id, CALLER);
        runner.last().run().progress(1, 2);
        runner.last().run().output(TaskRun.OutputChannel.STDOUT, new byte[] {'x'});
        runner.last().succeed();

        assertThat(killed.join().state()).isEqualTo(TaskState.KILLED);
        assertThat(killed.join().json()).asString().doesNotContain("result");
        assertThat(killed.join().progress()).isEmpty();
        assertThat(fixture.events(id)).noneMatch(event -> event.contains("output") || event.contains("succeeded"));
    }

    @Test
    void aTaskThatIsKilledWhileItIsBegunIsStopped() {
        runner.onStart = work -> {
            var _ = tasks.kill(fixture.all().getFirst().id(), CALLER);
        };
        runner.onStop = work -> work.run().stopped();

        TaskView task = fixture.spawn(request(), Duration.ZERO).join();

        assertThat(task.state()).isEqualTo(TaskState.KILLED);
        assertThat(runner.last().stops()).hasValue(1);
    }

    @Test
    void aTaskIsStoppedWhenItHasRunForTooLong() {
        TaskId id = fixture.spawn();
        runner.onStop = work -> work.run().stopped();
        fixture.ticker.advance(Duration.ofSeconds(29));
        assertThat(fixture.state(id)).isEqualTo(TaskState.RUNNING);

        fixture.ticker.advance(Duration.ofSeconds(1));

        assertThat(fixture.state(id)).isEqualTo(TaskState.TIMED_OUT);
        assertThat(fixture.view(id).error().orElseThrow())
                .isEqualTo(new TaskError("timed_out", "It was not done within 30s"));
        assertThat(fixture.listener.ended).containsExactly("event-loop sleep timed_out", "worked 30");
    }

    @Test
    void aTimeoutCountsFromTheBeginningOfTheWork() {
        fixture.spawn("g");
        fixture.spawn("g");
        TaskId waiting = fixture.spawn("g");
        runner.onStop = work -> work.run().stopped();
        fixture.ticker.advance(Duration.ofSeconds(30));
        assertThat(fixture.state(waiting)).isEqualTo(TaskState.RUNNING);

        fixture.ticker.advance(Duration.ofSeconds(29));
        assertThat(fixture.state(waiting)).isEqualTo(TaskState.RUNNING);
        fixture.ticker.advance(Duration.ofSeconds(1));
        assertThat(fixture.state(waiting)).isEqualTo(TaskState.TIMED_OUT);
    }

    @Test
    void aTimeThatIsOverAfterTheKillChangesNothing() {
        TaskId id = fixture.spawn();
        CompletableFuture<TaskView> killed = tasks.kill(id, CALLER);
        fixture.ticker.advance(Duration.ofSeconds(40));
        runner.last().run().stopped();

        assertThat(fixture.state(id)).isEqualTo(TaskState.KILLED);
        assertThat(killed.join().state()).isEqualTo(TaskState.RUNNING);
        assertThat(runner.last().stops()).hasValue(1);
    }

    @Test
    void aGroupRunsNoMoreThanItsConcurrencyInTheOrderOfTheirComing() {
        List<TaskId> ids = List.of(fixture.spawn("g"), fixture.spawn("g"), fixture.spawn("g"), fixture.spawn("g"));
        assertThat(ids)
                .extracting(fixture::state)
                .containsExactly(TaskState.RUNNING, TaskState.RUNNING, TaskState.PENDING, TaskState.PENDING);
        assertThat(fixture.listener.count(TaskState.PENDING)).isEqualTo(2);

        runner.begun.get(1).succeed();

        assertThat(ids)
                .extracting(fixture::state)
                .containsExactly(TaskState.RUNNING, TaskState.SUCCEEDED, TaskState.RUNNING, TaskState.PENDING);
    }

    @Test
    void aPlaceInAGroupIsFreeWhenTheWorkHasEndedAndNotBefore() {
        TaskId first = fixture.spawn("g");
        fixture.spawn("g");
        TaskId waiting = fixture.spawn("g");

        var _ = tasks.kill(first, CALLER);
        assertThat(fixture.state(waiting)).isEqualTo(TaskState.PENDING);
        runner.begun.getFirst().run().stopped();

        assertThat(fixture.state(waiting)).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void aTaskThatWaitsForItsTurnCanBeKilled() {
        fixture.spawn("g");
        fixture.spawn("g");
        TaskId third = fixture.spawn("g");
        TaskId fourth = fixture.spawn("g");

        TaskView killed = tasks.kill(third, CALLER).join();
        runner.begun.getFirst().succeed();

        assertThat(killed.state()).isEqualTo(TaskState.KILLED);
        assertThat(killed.started()).isEmpty();
        assertThat(fixture.state(fourth)).isEqualTo(TaskState.RUNNING);
        assertThat(runner.begun).hasSize(3);
        assertThat(fixture.events(third)).hasSize(2);
        assertThat(fixture.listener.ended).startsWith("event-loop sleep killed", "event-loop sleep succeeded");
    }

    @Test
    void aGroupKeepsItsConcurrencyForAsLongAsItHasTasks() {
        fixture.spawn(request(Optional.of("g"), OptionalInt.of(1)), Duration.ZERO)
                .join();
        TaskId same = fixture.spawn("g");
        assertThat(fixture.state(same)).isEqualTo(TaskState.PENDING);
        CompletableFuture<TaskView> other = fixture.spawn(request(Optional.of("g"), OptionalInt.of(2)), Duration.ZERO);

        assertThatThrownBy(other::join)
                .hasMessageContaining("concurrency: 2 (expected: 1, which the group g has already)");
        assertThat(tasks.openCount()).isEqualTo(2);

        runner.begun.get(0).succeed();
        runner.begun.get(1).succeed();
        assertThat(tasks.groupCount()).isZero();
        assertThat(fixture.spawn(request(Optional.of("g"), OptionalInt.of(2)), Duration.ZERO)
                        .join()
                        .state())
                .isEqualTo(TaskState.RUNNING);
    }

    @Test
    void thousandsOfTasksThatEndAsSoonAsTheyHaveBegunAreALoopAndNotARecursion() {
        TasksFixture many = new TasksFixture(limits(20_000, 3, 1000, Duration.ofMinutes(5)));
        TaskId first = many.spawn(request(Optional.of("g"), OptionalInt.of(1)), Duration.ZERO)
                .join()
                .id();
        for (int i = 0; i < 10_000; i++) {
            many.spawn("g");
        }
        many.runner.onStart = RecordingRunner.Work::succeed;

        var _ = many.tasks.kill(first, CALLER);
        many.runner.begun.getFirst().run().stopped();

        assertThat(many.tasks.openCount()).isZero();
        assertThat(many.runner.begun).hasSize(10_001);
    }

    @Test
    void thereAreNoMoreTasksThanAllowed() {
        for (int i = 0; i < 4; i++) {
            fixture.spawn();
        }
        CompletableFuture<TaskView> refused = fixture.spawn(request(), Duration.ZERO);
        assertThatThrownBy(refused::join)
                .hasMessageContaining("task_limit_reached: There are 4 tasks already (tandem.tasks.max-tasks)");

        runner.begun.getFirst().succeed();

        assertThat(fixture.spawn(request(), Duration.ZERO).join().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void whatIsOverIsKnownForAWhile() {
        TaskId id = fixture.spawn();
        runner.last().succeed();
        fixture.ticker.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(fixture.state(id)).isEqualTo(TaskState.SUCCEEDED);

        fixture.ticker.advance(Duration.ofNanos(1));

        assertThatThrownBy(() -> tasks.join(id, Duration.ZERO, CALLER).join()).hasMessageContaining("task_unknown");
        assertThat(tasks.events(id)).isEmpty();
        assertThat(fixture.all()).isEmpty();
    }

    @Test
    void theOldestIsForgottenWhereThereIsNoRoomForMore() {
        runner.onStart = RecordingRunner.Work::succeed;
        List<TaskId> ids = List.of(fixture.spawn(), fixture.spawn(), fixture.spawn(), fixture.spawn());

        assertThat(fixture.all()).extracting(TaskView::id).containsExactlyElementsOf(ids.subList(1, 4));
        assertThat(tasks.events(ids.getFirst())).isEmpty();
    }

    @Test
    void thoseThatAreOverTakeNoMoreThanAllowed() {
        int size = fixture.spawnAndSucceed().json().length;
        TasksFixture small = new TasksFixture(limits(4, 3, 2 * size + 1, Duration.ofMinutes(5)));
        small.spawnAndSucceed();
        List<TaskId> last =
                List.of(small.spawnAndSucceed().id(), small.spawnAndSucceed().id());

        assertThat(small.all()).extracting(TaskView::id).containsExactlyElementsOf(last);
    }

    /** Whoever spawned it could otherwise never ask what came of it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theLastToEndIsKnownHoweverMuchItTakes(int maxFinishedBytes) {
        TasksFixture small = new TasksFixture(limits(4, 3, maxFinishedBytes, Duration.ofMinutes(5)));
        small.spawnAndSucceed();
        TaskId last = small.spawnAndSucceed().id();

        assertThat(small.all()).extracting(TaskView::id).containsExactly(last);
    }

    @Test
    void tasksMayBeForgottenAtOnce() {
        TasksFixture forgetful = new TasksFixture(limits(4, 0, 1, Duration.ofMinutes(5)));

        assertThat(forgetful.spawnAndSucceed().state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(forgetful.all()).isEmpty();
        assertThat(forgetful.ticker.pending()).as("the timers of the hub alone").isEqualTo(2);
    }

    @Test
    void whatIsOverIsEncodedOnceForAllWhoAsk() {
        TaskView task = fixture.spawnAndSucceed();

        assertThat(fixture.view(task.id()).json()).isSameAs(task.json());
    }

    /** A task then keeps its newest events, or none; whoever follows it later learns that there were more. */
    @Test
    void theEventsOfAllTasksTakeNoMoreThanAllowed() {
        TaskLimits limits = TasksFixture.LIMITS;
        TasksFixture small = new TasksFixture(new TaskLimits(
                100,
                100,
                limits.maxFinishedBytes(),
                limits.retention(),
                limits.groupConcurrency(),
                limits.maxEvents(),
                limits.maxEventBytes(),
                1_000,
                limits.killWait(),
                limits.liveness()));
        List<TaskId> ids = Stream.generate(small::spawn).limit(20).toList();
        small.runner.begun.forEach(RecordingRunner.Work::succeed);

        int kept = ids.stream()
                .flatMap(id -> small.events(id).stream())
                .mapToInt(String::length)
                .sum();
        assertThat(kept).isBetween(500, 1_000);
        assertThat(small.all()).hasSize(20).allMatch(task -> task.state() == TaskState.SUCCEEDED);
    }

    @Test
    void aListIsInTheOrderOfTheirMakingFromAPlace() {
        List<TaskId> ids = List.of(fixture.spawn(), fixture.spawn(), fixture.spawn());
        runner.begun.get(1).succeed();

        assertThat(tasks.list(Optional.of(ids.getFirst()), task -> true, 10))
                .extracting(TaskView::id)
                .containsExactly(ids.get(1), ids.get(2));
        assertThat(tasks.list(Optional.empty(), task -> task.state() == TaskState.RUNNING, 1))
                .extracting(TaskView::id)
                .containsExactly(ids.getFirst());
    }

    @Test
    void aTaskIsFollowedFromItsBeginningToItsEnd() {
        TaskId id = fixture.spawn();
        Follower live = fixture.follow(id);
        runner.last().run().progress(1, 2);
        runner.last().run().output(TaskRun.OutputChannel.STDERR, new byte[] {'o', 'h'});
        fixture.ticker.advance(Duration.ofSeconds(1));
        runner.last().run().failed(TaskFailure.PROCESS_NOT_STARTED);
        String[] events = {
            "{\"type\":\"state\",\"state\":\"pending\",\"time\":\"2026-01-01T00:00:00Z\"}",
            "{\"type\":\"state\",\"state\":\"running\",\"time\":\"2026-01-01T00:00:00Z\"}",
            "{\"type\":\"progress\",\"done\":1,\"total\":2}",
            "{\"type\":\"output\",\"stream\":\"stderr\",\"text\":\"oh\"}",
            "{\"type\":\"state\",\"state\":\"failed\",\"time\":\"2026-01-01T00:00:01Z\",\"error\":"
                    + "{\"code\":\"process_not_started\",\"detail\":\"The program could not be started\"}}"
        };

        assertThat(live.catchUp().events).containsExactly(events);
        assertThat(live.ended).contains(DisconnectReason.COMPLETED);
        Follower late = fixture.follow(id).catchUp();
        assertThat(late.events).containsExactly(events);
        assertThat(late.ended).contains(DisconnectReason.COMPLETED);
        assertThat(fixture.view(id).progress()).contains(new TaskView.Progress(1, 2));
    }

    @Test
    void progressThatComesLateIsNoStepBack() {
        TaskId id = fixture.spawn();
        runner.last().run().progress(2, 3);
        runner.last().run().progress(1, 3);

        assertThat(fixture.view(id).progress()).contains(new TaskView.Progress(2, 3));
        assertThat(fixture.events(id)).hasSize(3);
    }

    @Test
    void aModelThatShutsDownKillsItsTasksAndTakesNoMore() {
        TaskId mine = fixture.spawn("g");
        TaskId others = tasks.spawn(
                        Model.VIRTUAL_THREAD,
                        runner,
                        request(Optional.of("g"), OptionalInt.empty()),
                        Duration.ZERO,
                        CALLER)
                .join()
                .id();
        TaskId waiting = fixture.spawn("g");

        CompletableFuture<Void> ended = tasks.killAll(Model.EVENT_LOOP);

        assertThat(ended).isNotDone();
        assertThat(fixture.state(waiting)).isEqualTo(TaskState.KILLED);
        runner.begun.getFirst().run().stopped();
        assertThat(ended).isDone();
        assertThat(fixture.view(mine).error().orElseThrow().code()).isEqualTo("shutdown");
        assertThat(fixture.state(others)).isEqualTo(TaskState.RUNNING);
        assertThatThrownBy(() -> fixture.spawn(request(), Duration.ZERO).join()).hasMessageContaining("draining");
        assertThat(tasks.openCount()).isEqualTo(1);
    }

    @Test
    void aTaskThatIsToldTwiceThatItHasEndedHasEndedOnce() {
        fixture.spawn();
        runner.last().succeed();
        runner.last().run().failed(TaskFailure.INTERNAL_ERROR);
        runner.last().run().stopped();
        runner.last().succeed();

        assertThat(tasks.openCount()).isZero();
        assertThat(fixture.listener.ended).hasSize(2);
    }

    @Test
    void closedTasksHaveNoTimers() {
        tasks.close();

        assertThat(fixture.ticker.pending()).isZero();
    }

    static TaskLimits limits(int maxTasks, int maxFinished, long maxFinishedBytes, Duration retention) {
        TaskLimits limits = TasksFixture.LIMITS;
        return new TaskLimits(
                maxTasks,
                maxFinished,
                maxFinishedBytes,
                retention,
                limits.groupConcurrency(),
                limits.maxEvents(),
                limits.maxEventBytes(),
                limits.maxAllEventBytes(),
                limits.killWait(),
                limits.liveness());
    }
}
