package dev.tandem.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private final Registry<Counter> counters =
            new Registry<>(3, Problem.of(ProblemCode.FLAG_LIMIT_REACHED, "There are 3 already"));

    /** Something that is idle at zero. */
    private static final class Counter extends Entry {
        private int value;

        Counter(String name) {
            super(name);
        }

        int add(int more) {
            value += more;
            return value;
        }

        @Override
        protected boolean isIdle() {
            return value == 0;
        }
    }

    private int add(String name, int more) {
        return counters.use(name, Counter::new, counter -> counter.add(more));
    }

    private List<String> list(String after, String prefix, int limit) {
        return counters.list(Optional.of(after).filter(name -> !name.isEmpty()), prefix, limit, Entry::name);
    }

    @Test
    void anEntryIsThereForAsLongAsItIsNotIdle() {
        assertThat(counters.useIfPresent("a", counter -> counter.add(1))).isEmpty();
        assertThat(add("a", 1)).isEqualTo(1);
        assertThat(counters.useIfPresent("a", counter -> counter.add(1))).contains(2);
        assertThat(counters.size()).isEqualTo(1);

        add("a", -2);

        assertThat(counters.size()).isZero();
        assertThat(counters.useIfPresent("a", counter -> counter.add(1))).isEmpty();
    }

    @Test
    void whatIsRefusedLeavesNothing() {
        assertThatThrownBy(() -> counters.use("a", Counter::new, counter -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(counters.size()).isZero();
    }

    @Test
    void thereAreNoMoreThanAllowed() {
        add("a", 1);
        add("b", 1);
        add("c", 1);

        assertThatThrownBy(() -> add("d", 1))
                .isInstanceOf(ProblemException.class)
                .hasMessage("flag_limit_reached: There are 3 already");
        assertThat(add("a", 1)).isEqualTo(2);
        add("b", -1);
        assertThat(add("d", 1)).isEqualTo(1);
    }

    @Test
    void whatHasToComeIntoBeingDoesAndCounts() {
        for (String name : List.of("a", "b", "c", "d")) {
            counters.useInAnyCase(name, Counter::new, counter -> counter.add(1));
        }
        assertThat(counters.size()).isEqualTo(4);

        add("d", -1);

        assertThatThrownBy(() -> add("e", 1)).hasMessageStartingWith("flag_limit_reached");
    }

    @Test
    void whatCanNotBeMadeIsRefusedForThatRatherThanForWantOfRoom() {
        add("a", 1);
        add("b", 1);
        add("c", 1);

        assertThatThrownBy(() -> counters.use(
                        "d",
                        absent -> {
                            throw new IllegalArgumentException("impossible");
                        },
                        counter -> counter.add(1)))
                .hasMessage("impossible");
        assertThat(counters.size()).isEqualTo(3);
    }

    @Test
    void whatIsRemovedIsForgottenThoughItIsNotIdle() {
        List<Counter> removed = new ArrayList<>();
        counters.remove("a", removed::add);
        assertThat(removed).isEmpty();
        add("a", 7);

        counters.remove("a", removed::add);

        assertThat(counters.size()).isZero();
        assertThat(removed).hasSize(1).allMatch(Entry::isForgotten);
        assertThat(add("a", 1)).as("another one, that begins anew").isEqualTo(1);
        assertThat(list("", "", 10)).containsExactly("a");
    }

    @Test
    void entriesAreListedByNamePageByPage() {
        add("b", 1);
        add("ab", 1);
        add("aa", 1);

        assertThat(list("", "", 10)).containsExactly("aa", "ab", "b");
        assertThat(list("", "", 2)).containsExactly("aa", "ab");
        assertThat(list("ab", "", 2)).containsExactly("b");
        assertThat(list("", "a", 10)).containsExactly("aa", "ab");
        assertThat(list("aa", "a", 10)).containsExactly("ab");
        assertThat(list("A", "a", 10)).containsExactly("aa", "ab");
        assertThat(list("b", "a", 10)).isEmpty();
    }

    @Test
    void whatHasBecomeIdleByItselfIsForgottenWhenAskedFor() {
        counters.use("a", Counter::new, counter -> counter.add(1));
        List<Counter> kept = new ArrayList<>();
        counters.useIfPresent("a", kept::add);
        kept.getFirst().value = 0;

        counters.forgetIdle();

        assertThat(counters.size()).isZero();
        counters.forgetIdle();
        assertThat(counters.size()).isZero();
    }

    /** Entries come and go all the time, and no addition is made to one that nobody can find any more. */
    @Test
    void nothingIsDoneToWhatHasBeenForgotten() throws Exception {
        int rounds = 20_000;
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < rounds; i++) {
                        String name = "n" + (i + thread) % 3;
                        try {
                            add(name, 1);
                            add(name, -1);
                        } catch (ProblemException e) {
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(refused.get()).as("there is room for all three").isZero();
        assertThat(counters.size()).isZero();
    }
}
