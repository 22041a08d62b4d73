package dev.tandem.core.task;

import static dev.tandem.core.task.TasksFixture.CALLER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.core.Model;
import dev.tandem.core.SystemTicker;
import dev.tandem.core.channel.HubListener;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Spawns, kills, ends and time-outs at the same moment, by many threads. Whatever comes first: a task ends once, for one
 * reason that everybody is told, nothing runs that is over, and no group runs more than it may.
 */
class TasksConcurrencyTest {
    private static final int THREADS = 6;
    private static final int TASKS_EACH = 400;
    private static final int GROUPS = 3;
    private static final int CONCURRENCY = 3;
    private static final int ROUNDS = 250;

    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger working = new AtomicInteger();

    /** Work that ends by itself after a while or when it is told to, whichever comes first, on a thread of its own. */
    private final class Worker implements TaskRunner {
        private final ExecutorService threads;
        private final String group;
        private final int micros;

        Worker(ExecutorService threads, String group, int micros) {
            this.threads = threads;
            this.group = group;
            this.micros = micros;
        }

        @Override
        public Execution start(TaskInput input, TaskRun run) {
            working.incrementAndGet();
            AtomicInteger ofGroup = running.computeIfAbsent(group, absent -> new AtomicInteger());
            most.accumulateAndGet(ofGroup.incrementAndGet(), Math::max);
            AtomicBoolean ended = new AtomicBoolean();
            Runnable byItself = () -> {
                if (ended.compareAndSet(false, true)) {
                    leave(ofGroup);
                    run.succeeded(new TaskResult.Slept());
                }
            };
            if (micros == 0) {
                byItself.run();
            } else {
                threads.execute(() -> {
                    long until = System.nanoTime() + micros * 1000L;
                    while (System.nanoTime() < until) {
                        Thread.onSpinWait();
                    }
                    byItself.run();
                });
            }
            return () -> {
                if (ended.compareAndSet(false, true)) {
                    threads.execute(() -> {
                        leave(ofGroup);
                        run.stopped();
                    });
                }
            };
        }

        private void leave(AtomicInteger ofGroup) {
            ofGroup.decrementAndGet();
            working.decrementAndGet();
        }
    }

    @RepeatedTest(5)
    void everyTaskEndsOnceAndNoGroupRunsMoreThanItMay() throws Exception {
        long seed = Long.getLong("tandem.test.seed", new Random().nextLong());
        RecordingListener listener = new RecordingListener();
        TaskLimits limits = TasksTest.limits(10_000, 10_000, Long.MAX_VALUE, Duration.ofMinutes(5));
        Map<TaskId, TaskView> told = new ConcurrentHashMap<>();
        try (SystemTicker ticker = new SystemTicker();
                Tasks tasks = new Tasks(limits, ticker, new Waits(ticker), listener, HubListener.NONE);
                ExecutorService threads = Executors.newFixedThreadPool(4);
                ExecutorService clients = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> spawning = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(seed + thread);
                spawning.add(clients.submit(() -> {
                    for (int i = 0; i < TASKS_EACH; i++) {
                        live(tasks, threads, random, told);
                    }
                    return null;
                }));
            }
            for (Future<?> done : spawning) {
                done.get(60, TimeUnit.SECONDS);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> tasks.openCount() == 0);

            List<TaskView> all = tasks.list(Optional.empty(), task -> true, Integer.MAX_VALUE);
            assertThat(all).as("seed %d", seed).hasSize(THREADS * TASKS_EACH);
            assertThat(all).allSatisfy(task -> {
                assertThat(task.state().isOver()).isTrue();
                assertThat(new String(task.json(), UTF_8).contains("\"result\":"))
                        .isEqualTo(task.state() == TaskState.SUCCEEDED);
                assertThat(task.error().isPresent()).isEqualTo(task.state() != TaskState.SUCCEEDED);
                TaskView seen = told.getOrDefault(task.id(), task);
                assertThat(seen.state()).as("what a client was told").isEqualTo(task.state());
            });
            for (TaskView task : all) {
                List<String> events = TasksFixture.Follower.of(tasks, ticker, task.id()).events;
                assertThat(events.stream()
                                .filter(event -> !event.contains("\"pending\"") && !event.contains("\"running\"")))
                        .hasSize(1)
                        .allMatch(event -> event.contains("\"" + task.state().text() + "\""));
                assertThat(events).hasSize(task.started().isPresent() ? 3 : 2);
            }
            assertThat(listener.ended.stream().filter(end -> !end.startsWith("worked")))
                    .hasSize(all.size());
            assertThat(listener.count(TaskState.PENDING)).isZero();
            assertThat(listener.count(TaskState.RUNNING)).isZero();
            assertThat(tasks.groupCount()).isZero();
            assertThat(working).hasValue(0);
            assertThat(most.get()).isLessThanOrEqualTo(CONCURRENCY).isPositive();
        }
    }

    /** Whoever was told that all work has ended does not find any afterwards. */
    @Test
    void nothingIsWorkedAtWhenAllTasksOfAModelHaveBeenKilled() throws Exception {
        TaskLimits limits = TasksTest.limits(10_000, 10_000, Long.MAX_VALUE, Duration.ofMinutes(5));
        try (SystemTicker ticker = new SystemTicker();
                ExecutorService threads = Executors.newFixedThreadPool(4);
                ExecutorService clients = Executors.newFixedThreadPool(THREADS)) {
            for (int round = 0; round < ROUNDS; round++) {
                try (Tasks tasks = new Tasks(limits, ticker, new Waits(ticker), TaskListener.NONE, HubListener.NONE)) {
                    CountDownLatch spawned = new CountDownLatch(THREADS);
                    List<Future<?>> spawning = new ArrayList<>();
                    for (int thread = 0; thread < THREADS; thread++) {
                        spawning.add(clients.submit(() -> spawnUntilDraining(tasks, endless(threads), spawned)));
                    }
                    spawned.await();

                    tasks.killAll(Model.EVENT_LOOP).get(20, TimeUnit.SECONDS);

                    int left = working.get();
                    for (Future<?> refused : spawning) {
                        refused.get(20, TimeUnit.SECONDS);
                    }
                    assertThat(left).isZero();
                    assertThat(working).hasValue(0);
                    assertThat(tasks.openCount()).isZero();
                    assertThat(tasks.groupCount()).isZero();
                }
            }
        }
    }

    /** Work that ends when it is told to, a moment later. */
    private TaskRunner endless(ExecutorService threads) {
        return (input, run) -> {
            working.incrementAndGet();
            AtomicBoolean told = new AtomicBoolean();
            return () -> {
                if (told.compareAndSet(false, true)) {
                    threads.execute(() -> {
                        working.decrementAndGet();
                        run.stopped();
                    });
                }
            };
        };
    }

    private static Void spawnUntilDraining(Tasks tasks, TaskRunner worker, CountDownLatch spawned) {
        TaskRequest request = TasksFixture.request(Optional.of("g"), OptionalInt.empty());
        for (int i = 0; ; i++) {
            CompletableFuture<TaskView> task = tasks.spawn(
                    Model.EVENT_LOOP, worker, i % 2 == 0 ? TasksFixture.request() : request, Duration.ZERO, CALLER);
            spawned.countDown();
            if (task.isCompletedExceptionally()) {
                return null;
            }
        }
    }

    /** One task, and what its client does with it. */
    private void live(Tasks tasks, ExecutorService threads, Random random, Map<TaskId, TaskView> told) {
        String group = "g" + random.nextInt(GROUPS);
        Worker worker = new Worker(threads, group, random.nextInt(4) == 0 ? 0 : random.nextInt(300));
        Duration timeout =
                random.nextInt(4) == 0 ? Duration.ofNanos(1 + random.nextInt(300_000)) : Duration.ofMinutes(1);
        TaskRequest request = new TaskRequest(
                new TaskInput.Sleep(Duration.ZERO), timeout, Optional.of(group), OptionalInt.of(CONCURRENCY));
        Model model = Model.values()[random.nextInt(2)];
        TaskView task =
                tasks.spawn(model, worker, request, Duration.ZERO, CALLER).join();
        switch (random.nextInt(4)) {
            case 0 -> tell(told, tasks.kill(task.id(), CALLER));
            case 1 -> tell(told, tasks.join(task.id(), Duration.ofSeconds(30), CALLER));
            case 2 -> {
                CompletableFuture<TaskView> joined = tasks.join(task.id(), Duration.ofSeconds(30), CALLER);
                joined.cancel(false);
                tell(told, tasks.kill(task.id(), CALLER));
            }
            default -> {
                // Nobody asks for it again.
            }
        }
    }

    private static void tell(Map<TaskId, TaskView> told, CompletableFuture<TaskView> answer) {
        try {
            TaskView task = answer.join();
            assertThat(task.state().isOver()).isTrue();
            told.put(task.id(), task);
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProblemException refused ? refused : e;
        }
    }
}
