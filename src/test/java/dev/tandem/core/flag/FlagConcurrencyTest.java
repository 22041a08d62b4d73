package dev.tandem.core.flag;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads, one flag. */
class FlagConcurrencyTest {
    private static final FlagName FLAG = new FlagName("a");
    private static final Caller CALLER = new Caller(Model.VIRTUAL_THREAD, Runnable::run);
    private static final int THREADS = 8;

    /** What {@code If-None-Match: *} requires. */
    private static final Precondition NOT_SET = tag -> {
        if (tag.isPresent()) {
            throw Problem.of(ProblemCode.PRECONDITION_FAILED, "set").asException();
        }
    };

    private final ManualTicker ticker = new ManualTicker();
    private final Flags flags = new Flags(
            new FlagSettings(10, 100, 10_000, 1000, Duration.ofHours(1)), ticker, new Waits(ticker), FlagListener.NONE);

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void everyThreadEnds() {
        threads.close();
    }

    @Test
    void ofAllWhoSetAFlagOnTheConditionThatItIsNotSetOneDoes() throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        for (int round = 0; round < 2_000; round++) {
            List<Callable<Optional<FlagState>>> setters = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                byte[] value = Integer.toString(t).getBytes(UTF_8);
                setters.add(() -> {
                    start.await();
                    try {
                        return Optional.of(flags.set(FLAG, Optional.of(value), Optional.empty(), NOT_SET));
                    } catch (ProblemException e) {
                        return Optional.empty();
                    }
                });
            }
            List<FlagState> winners =
                    run(setters).stream().flatMap(Optional::stream).toList();

            assertThat(winners).containsExactly(flags.state(FLAG));
            flags.clear(FLAG, Precondition.NONE);
            assertThat(flags.count()).isZero();
        }
    }

    /**
     * A flag is set, set anew and cleared at random while others wait for the next setting, some of which give up: nobody
     * sees a setting twice, nobody who stays misses the last one, and nothing is left.
     */
    @Test
    void whoeverWaitsForTheNextSettingGetsEachAtMostOnceAndTheLastOneSurely() throws Exception {
        long seed = Long.getLong("tandem.test.seed", new Random().nextLong());
        int settings = 3_000;
        List<Callable<Optional<String>>> tasks = new ArrayList<>();
        tasks.add(() -> {
            Random random = new Random(seed);
            for (int i = 1; i < settings; i++) {
                flags.set(FLAG, Optional.empty(), Optional.empty(), Precondition.NONE);
                if (random.nextInt(4) == 0) {
                    flags.clear(FLAG, Precondition.NONE);
                }
            }
            return flags.set(FLAG, Optional.of("true".getBytes(UTF_8)), Optional.empty(), Precondition.NONE)
                    .tag();
        });
        for (int t = 1; t < THREADS; t++) {
            Random random = new Random(seed + t);
            tasks.add(() -> {
                List<String> seen = new ArrayList<>(List.of(""));
                while (true) {
                    String last = seen.getLast();
                    CompletableFuture<FlagState> next =
                            flags.await(FLAG, last::equals, Precondition.NONE, Duration.ofMinutes(1), CALLER);
                    if (random.nextInt(3) == 0) {
                        next.cancel(false);
                    }
                    try {
                        FlagState state = next.get(20, TimeUnit.SECONDS);
                        String tag = state.tag().orElseThrow();
                        assertThat(seen).as("seed %d", seed).doesNotContain(tag);
                        seen.add(tag);
                        if (state.json().length > "{\"flag\":\"a\",\"set\":true}".length()) {
                            return Optional.of(tag);
                        }
                    } catch (CancellationException gaveUp) {
                        // And asks again.
                    }
                }
            });
        }

        assertThat(run(tasks))
                .as("seed %d", seed)
                .allSatisfy(tag -> assertThat(tag).isEqualTo(flags.state(FLAG).tag()));
        flags.clear(FLAG, Precondition.NONE);
        assertThat(flags.count()).isZero();
        assertThat(flags.memoryBytes()).isZero();
        assertThat(ticker.pending()).isZero();
    }

    private <T> List<T> run(List<Callable<T>> tasks) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
            results.add(future.get());
        }
        return results;
    }
}
