package dev.tandem.core.queue;

import static dev.tandem.core.queue.QueueFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many put and many claim, and whoever claims may hang up, give back, say nothing until the lease ends, or be too late by
 * a moment. In the end each item has been acknowledged once, or lies in the dead queue once.
 */
class QueueConcurrencyTest {
    private static final int PRODUCERS = 8;
    private static final int CONSUMERS = 8;
    private static final int EACH = 250;
    private static final QueueName JOBS = new QueueName("jobs");
    private static final QueueName DEAD = new QueueName("jobs.dead");
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration WAIT = Duration.ofSeconds(3);

    private final long seed = Long.getLong("tandem.test.seed", new Random().nextLong());
    private final ManualTicker ticker = new ManualTicker();
    private final Waits waits = new Waits(ticker);
    private final Set<String> put = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();
    private final AtomicInteger buried = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();

    @ParameterizedTest
    @EnumSource
    void everyItemIsAcknowledgedOnceOrIsDead(Order order) throws Exception {
        QueueLimits limits = new QueueLimits(order, 20, 200, 3, 100);
        QueueLimits ofDead = new QueueLimits(order, 2, 200, 0, 100);
        QueueListener listener = new QueueListener() {
            @Override
            public void died() {
                buried.incrementAndGet();
            }
        };
        Queues queues = new Queues(
                new QueueSettings(name -> name.isDead() ? ofDead : limits, 10, 1_000_000, Duration.ofSeconds(1)),
                ticker,
                waits,
                listener);
        Map<String, Integer> dead = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ExecutorService loop = Executors.newSingleThreadExecutor()) {
            List<Caller> callers =
                    List.of(new Caller(Model.EVENT_LOOP, loop), new Caller(Model.VIRTUAL_THREAD, Runnable::run));
            List<Future<?>> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                Random random = new Random(seed + i);
                Caller caller = callers.get(i % 2);
                producers.add(threads.submit(() -> produce(queues, caller, order, random)));
            }
            List<Future<?>> consumers = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                Random random = new Random(seed - 1 - i);
                Caller caller = callers.get(i % 2);
                consumers.add(threads.submit(() -> consume(queues, caller, random)));
            }
            consumers.add(threads.submit(() -> {
                while (!done.get()) {
                    queues.claim(DEAD, LEASE, WAIT, callers.getLast())
                            .join()
                            .filter(claim -> acknowledge(queues, DEAD, claim))
                            .ifPresent(claim -> dead.merge(claim.item(), 1, Integer::sum));
                }
            }));
            awaitWhileTimePasses(producers);
            awaitWhileTimePasses(() -> queues.memoryBytes() == 0);
            done.set(true);
            awaitWhileTimePasses(consumers);
        }

        assertThat(put).as("-Dtandem.test.seed=%d", seed).hasSizeGreaterThan(PRODUCERS * EACH / 2);
        assertThat(acknowledged.values()).allMatch(times -> times.get() == 1);
        assertThat(dead.values()).allMatch(times -> times == 1);
        assertThat(dead).hasSize(buried.get());
        Set<String> ended = new HashSet<>(acknowledged.keySet());
        ended.addAll(dead.keySet());
        assertThat(ended).hasSize(acknowledged.size() + dead.size());
        assertThat(ended.containsAll(put)).as("nothing is lost").isTrue();
        assertThat(ended.size() - put.size())
                .as("what was let in in the moment in which its producer gave up")
                .isBetween(0, givenUp.get());
        assertThat(failures.get()).isGreaterThan(dead.size());
        ticker.advance(Duration.ofSeconds(10));
        assertThat(queues.queueCount()).isZero();
        assertThat(queues.memoryBytes()).isZero();
        assertThat(ticker.pending()).as("the sweep").isOne();
        queues.close();
    }

    /** Items are put, claimed and fail, and wait to move, while their queue or the dead one is removed again and again. */
    @Test
    void whateverIsRemovedMeanwhileLeavesNothing() throws Exception {
        QueueLimits limits = new QueueLimits(Order.FIFO, 5, 200, 1, 10);
        QueueLimits ofDead = new QueueLimits(Order.FIFO, 1, 200, 0, 10);
        Queues queues = new Queues(
                new QueueSettings(name -> name.isDead() ? ofDead : limits, 10, 1_000_000, Duration.ofMinutes(1)),
                ticker,
                waits,
                QueueListener.NONE);
        try (ExecutorService threads = Executors.newFixedThreadPool(CONSUMERS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                Random random = new Random(seed + i);
                all.add(threads.submit(() -> {
                    for (int step = 0; step < 5_000; step++) {
                        disturb(queues, random.nextInt(4) == 0 ? DEAD : JOBS, random.nextInt(24));
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        }

        queues.remove(JOBS);
        queues.remove(DEAD);
        assertThat(queues.list(Optional.empty(), "", 10))
                .as("-Dtandem.test.seed=%d", seed)
                .isEmpty();
        assertThat(queues.queueCount()).as("-Dtandem.test.seed=%d", seed).isZero();
        assertThat(queues.memoryBytes()).as("-Dtandem.test.seed=%d", seed).isZero();
        assertThat(queues.depth()).as("-Dtandem.test.seed=%d", seed).isZero();
        assertThat(queues.leased()).as("-Dtandem.test.seed=%d", seed).isZero();
        assertThat(ticker.pending()).as("the sweep").isOne();
        queues.close();
    }

    private void disturb(Queues queues, QueueName name, int kind) {
        Caller caller = new Caller(Model.VIRTUAL_THREAD, Runnable::run);
        if (kind == 0) {
            queues.remove(name);
        } else if (kind == 1) {
            queues.claim(name, LEASE, WAIT, caller).cancel(false);
        } else if (kind < 12) {
            var _ = queues.put(name, text("x"), OptionalInt.empty(), Duration.ZERO, caller);
        } else {
            claimed(queues.claim(name, LEASE, Duration.ZERO, caller))
                    .ifPresent(claim -> attempt(() -> queues.release(name, claim.id())));
        }
    }

    /** Whoever does something takes some time for it; whenever everyone waits, time has to pass all the same. */
    private void awaitWhileTimePasses(Callable<Boolean> end) {
        await("-Dtandem.test.seed=" + seed)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    ticker.advance(Duration.ofSeconds(1));
                    return end.call();
                });
    }

    private void awaitWhileTimePasses(List<Future<?>> tasks) throws Exception {
        for (Future<?> task : tasks) {
            awaitWhileTimePasses(task::isDone);
            task.get();
        }
    }

    private void pass(Random random) {
        ticker.advance(Duration.ofMillis(random.nextInt(60)));
    }

    private void produce(Queues queues, Caller caller, Order order, Random random) {
        for (int i = 0; i < EACH; i++) {
            OptionalInt priority = order == Order.PRIORITY ? OptionalInt.of(random.nextInt(256)) : OptionalInt.empty();
            String body = "x".repeat(1 + random.nextInt(40));
            boolean impatient = random.nextInt(10) == 0;
            CompletableFuture<String> item = queues.put(JOBS, text(body), priority, WAIT.multipliedBy(100), caller);
            if (impatient && item.cancel(false)) {
                givenUp.incrementAndGet();
                continue;
            }
            put.add(item.join());
        }
    }

    private void consume(Queues queues, Caller caller, Random random) {
        while (!done.get()) {
            pass(random);
            CompletableFuture<Optional<Claim>> future = queues.claim(JOBS, LEASE, WAIT, caller);
            if (random.nextInt(4) == 0 && future.cancel(false)) {
                continue;
            }
            Optional<Claim> claimed = claimed(future);
            if (claimed.isEmpty()) {
                continue;
            }
            Claim claim = claimed.get();
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> {
                    if (attempt(() -> queues.release(JOBS, claim.id()))) {
                        failures.incrementAndGet();
                    }
                }
                case 3 -> queues.giveBack(JOBS, claim.id());
                case 4 -> failures.incrementAndGet();
                case 5 -> {
                    attempt(() -> queues.extend(JOBS, claim.id(), LEASE));
                    acknowledge(queues, claim);
                }
                default -> acknowledge(queues, claim);
            }
        }
    }

    private static Optional<Claim> claimed(CompletableFuture<Optional<Claim>> future) {
        try {
            return future.join();
        } catch (CompletionException | CancellationException e) {
            throw new AssertionError(e);
        }
    }

    private void acknowledge(Queues queues, Claim claim) {
        if (acknowledge(queues, JOBS, claim)) {
            acknowledged
                    .computeIfAbsent(claim.item(), item -> new AtomicInteger())
                    .incrementAndGet();
        }
    }

    private static boolean acknowledge(Queues queues, QueueName name, Claim claim) {
        return attempt(() -> queues.acknowledge(name, claim.id()));
    }

    /** Does what can be too late. */
    private static boolean attempt(Runnable operation) {
        try {
            operation.run();
            return true;
        } catch (ProblemException e) {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.CLAIM_GONE);
            return false;
        }
    }
}
