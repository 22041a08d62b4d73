package dev.tandem.core.semaphore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Many clients through both models, while time passes. Some work and give back; some hang up, before they are served, while
 * the permit is on its way, or when it has come; some crash with their permit, whose lease then ends. There are never
 * more at work than there are permits, and in the end all permits are back.
 */
class SemaphoreConcurrencyTest {
    private static final SemaphoreName NAME = new SemaphoreName("a");
    private static final int PERMITS = 3;
    private static final int CLIENTS = 12;
    private static final int VISITS = 500;

    /** Of those who crash; that of the others does not end within the test. */
    private static final Duration SHORT_LEASE = Duration.ofSeconds(2);

    private static final Duration LONG_LEASE = Duration.ofDays(365);

    private final long seed = Long.getLong("tandem.test.seed", new Random().nextLong());
    private final ManualTicker ticker = new ManualTicker();
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger tooMany = new AtomicInteger();
    private final AtomicInteger crashed = new AtomicInteger();
    private final AtomicInteger expired = new AtomicInteger();
    private final AtomicInteger givenBack = new AtomicInteger();
    private final AtomicInteger hungUp = new AtomicInteger();
    private final Semaphores semaphores = new Semaphores(
            new SemaphoreSettings(
                    name -> Optional.empty(), 1, 10, 10, CLIENTS, Duration.ofDays(365), Duration.ofMinutes(1)),
            ticker,
            new Waits(ticker),
            new SemaphoreListener() {
                @Override
                public void leaseExpired() {
                    expired.incrementAndGet();
                    atWork.decrementAndGet();
                }
            });

    @Test
    void thereAreNeverMoreAtWorkThanPermitsAndAllComeBack() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService loop = Executors.newSingleThreadExecutor();
                ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1)) {
            Future<?> time = threads.submit(() -> {
                while (!done.get()) {
                    ticker.advance(Duration.ofMillis(50));
                    LockSupport.parkNanos(20_000);
                }
            });
            List<Future<?>> clients = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                Caller caller = c % 2 == 0
                        ? new Caller(Model.VIRTUAL_THREAD, Runnable::run)
                        : new Caller(Model.EVENT_LOOP, loop);
                Random random = new Random(seed + c);
                clients.add(threads.submit(() -> {
                    for (int i = 0; i < VISITS; i++) {
                        visit(caller, random);
                    }
                    return true;
                }));
            }
            try {
                for (Future<?> client : clients) {
                    client.get(60, TimeUnit.SECONDS);
                }
            } finally {
                done.set(true);
                time.get();
            }
        }

        ticker.advance(SHORT_LEASE);
        assertThat(tooMany.get()).as("seed %d", seed).isZero();
        assertThat(atWork.get()).as("seed %d", seed).isZero();
        assertThat(expired.get()).as("seed %d", seed).isEqualTo(crashed.get());
        assertThat(semaphores.permitsInUse()).as("seed %d", seed).isZero();
        assertThat(semaphores.state(NAME)).as("seed %d", seed).contains(new SemaphoreState(NAME, PERMITS, 0, 0));
        assertThat(List.of(crashed, givenBack, hungUp))
                .allSatisfy(count -> assertThat(count.get()).isPositive());

        ticker.advance(Duration.ofMinutes(1).plusSeconds(1));
        assertThat(semaphores.count()).isZero();
        semaphores.close();
        assertThat(ticker.pending()).as("seed %d", seed).isZero();
    }

    private void visit(Caller caller, Random random) throws Exception {
        int kind = random.nextInt(10);
        boolean crashes = kind == 0;
        CompletableFuture<Permit> asked = semaphores.acquire(
                NAME,
                Optional.of(PERMITS),
                Duration.ofSeconds(random.nextInt(4)),
                crashes ? SHORT_LEASE : LONG_LEASE,
                caller);
        if (kind < 5 && !crashes) {
            hangUp(asked, random);
            return;
        }
        try {
            Permit permit = asked.get(30, TimeUnit.SECONDS);
            if (atWork.incrementAndGet() > PERMITS) {
                tooMany.incrementAndGet();
            }
            if (crashes) {
                crashed.incrementAndGet();
                return;
            }
            for (int i = random.nextInt(100); i > 0; i--) {
                Thread.onSpinWait();
            }
            atWork.decrementAndGet();
            semaphores.release(NAME, permit.id());
            givenBack.incrementAndGet();
        } catch (ExecutionException e) {
            assertThat(e.getCause()).hasMessageStartingWith("no_permit");
        }
    }

    /** As the models do it: what can't be cancelled any more is taken back. */
    private void hangUp(CompletableFuture<Permit> asked, Random random) throws Exception {
        hungUp.incrementAndGet();
        try {
            asked.get(random.nextInt(200), TimeUnit.MICROSECONDS);
        } catch (TimeoutException | ExecutionException notServed) {
            // It leaves now.
        }
        if (!asked.cancel(false) && !asked.isCompletedExceptionally()) {
            semaphores.takeBack(asked.join());
        }
    }
}
