package dev.tandem.compare.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongQueueTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void itDoesWhatAQueueDoes_howeverItGrows(long seed) {
        var random = new Random(seed);
        LongQueue queue = new LongQueue();
        Queue<Long> model = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            // More come for a while, and then more go.
            if (random.nextInt(100) < (i / 1000 % 2 == 0 ? 60 : 40)) {
                long value = random.nextLong();
                queue.add(value);
                model.add(value);
            } else if (!model.isEmpty()) {
                assertThat(queue.peek()).isEqualTo(model.element());
                assertThat(queue.remove()).isEqualTo(model.remove());
            }
            assertThat(queue.size()).isEqualTo(model.size());
            assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
        }
        while (!model.isEmpty()) {
            assertThat(queue.remove()).isEqualTo(model.remove());
        }
        assertThatThrownBy(queue::peek).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
    }
}
