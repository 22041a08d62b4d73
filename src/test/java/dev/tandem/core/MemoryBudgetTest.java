package dev.tandem.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget memory = new MemoryBudget(10);

    @Test
    void noMoreIsTakenThanThereIs() {
        assertThat(memory.tryTake(4)).isTrue();
        assertThat(memory.tryTake(7)).isFalse();
        assertThat(memory.bytes()).isEqualTo(4);
        assertThat(memory.tryTake(Long.MAX_VALUE)).isFalse();
        assertThat(memory.tryTake(6)).isTrue();
        assertThat(memory.tryTake(1)).isFalse();

        memory.giveBack(4);

        assertThat(memory.tryTake(4)).isTrue();
        assertThat(memory.bytes()).isEqualTo(10);
    }

    @Test
    void oneThingTakesThePlaceOfAnother() {
        memory.tryTake(8);

        assertThat(memory.tryReplace(8, 10)).isTrue();
        assertThat(memory.tryReplace(5, 6)).isFalse();
        assertThat(memory.bytes()).isEqualTo(10);
        assertThat(memory.tryReplace(10, 3)).isTrue();
        assertThat(memory.bytes()).isEqualTo(3);
    }

    @Test
    void whatHasToBeTakenIsTakenAndNothingMoreUntilThereIsRoom() {
        memory.take(12);

        assertThat(memory.tryTake(0)).as("nothing is always there").isTrue();
        assertThat(memory.tryTake(1)).isFalse();
        assertThat(memory.tryReplace(6, 5)).as("less than before is let in").isTrue();
        assertThat(memory.bytes()).isEqualTo(11);
    }

    @Test
    void manyTakeAndGiveBackAndNothingIsLost() throws Exception {
        MemoryBudget shared = new MemoryBudget(100);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> withinBounds = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Random random = new Random(t);
                withinBounds.add(threads.submit(() -> {
                    boolean within = true;
                    for (int i = 0; i < 20_000; i++) {
                        int first = random.nextInt(60);
                        int second = random.nextInt(60);
                        if (shared.tryTake(first)) {
                            within &= shared.bytes() <= 100;
                            shared.giveBack(shared.tryReplace(first, second) ? second : first);
                        }
                    }
                    return within;
                }));
            }
            for (Future<Boolean> within : withinBounds) {
                assertThat(within.get()).isTrue();
            }
        }
        assertThat(shared.bytes()).isZero();
    }
}
