package dev.tandem.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random puts, claims and returns, held against lists that are searched from one end to the other. */
class OrderTest {
    private static final int STEPS = 5_000;

    /** Items as a person would keep them: what has come back, the last to come back first, and then what is new. */
    private static final class Naive {
        private final Order order;
        private final List<Item> returned = new ArrayList<>();
        private final List<Item> fresh = new ArrayList<>();

        Naive(Order order) {
            this.order = order;
        }

        Item take() {
            List<Item> all = new ArrayList<>(returned.reversed());
            all.addAll(order == Order.LIFO ? fresh.reversed() : fresh);
            Item next = order == Order.PRIORITY
                    ? all.stream()
                            .sorted(Comparator.comparingInt(Item::priority).reversed())
                            .findFirst()
                            .orElseThrow()
                    : all.getFirst();
            returned.remove(next);
            fresh.remove(next);
            return next;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNextIsTheOneThatTheOrderSays(Order order) {
        long seed = Long.getLong("tandem.test.seed", new Random().nextLong());
        Random random = new Random(seed);
        Ready ready = new Ready(order);
        Naive naive = new Naive(order);
        List<Item> taken = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            int dice = random.nextInt(10);
            if (dice < 5) {
                Item item = new Item("" + i, QueueFixture.text("x"), random.nextInt(4) * 85, i, 0);
                ready.add(item);
                naive.fresh.add(item);
            } else if (dice < 8 && !ready.isEmpty()) {
                Item item = ready.take();
                assertThat(item.id())
                        .as("-Dtandem.test.seed=%d", seed)
                        .isEqualTo(naive.take().id());
                taken.add(item);
            } else if (dice == 8 && !taken.isEmpty()) {
                Item item = taken.remove(random.nextInt(taken.size()));
                ready.giveBack(item);
                // In LIFO order what comes afterwards goes before it, as it goes before everything.
                if (order == Order.LIFO) {
                    naive.fresh.add(item);
                } else {
                    naive.returned.add(item);
                }
            }
            assertThat(ready.size()).isEqualTo(naive.fresh.size() + naive.returned.size());
        }
    }
}
