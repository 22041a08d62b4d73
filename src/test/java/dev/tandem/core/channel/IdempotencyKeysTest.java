package dev.tandem.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.Model;
import dev.tandem.core.payload.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeysTest {
    private final HubFixture fixture = new HubFixture();

    @Test
    void aRepetitionGetsTheFirstAnswerAndPublishesNothing() {
        Published first = fixture.publish("x", "k");
        fixture.publish("another");
        Published second = fixture.publish("x", "k");

        assertThat(first.replayed()).isFalse();
        assertThat(second).isEqualTo(new Published(first.position(), true));
        assertThat(fixture.state().position().offset()).isEqualTo(2);
    }

    @Test
    void anotherBodyOrContentTypeUnderTheSameKeyIsRefused() {
        fixture.publish("x", "k");

        assertThatThrownBy(() -> fixture.publish("y", "k")).hasMessageContaining("idempotency_key_reused");
        assertThatThrownBy(() -> fixture.hub
                        .publish(
                                Model.EVENT_LOOP,
                                HubFixture.CHANNEL,
                                new Payload("text/html", Payload.Kind.TEXT, new byte[] {'x'}),
                                Optional.of(new IdempotencyKey("k")))
                        .join())
                .hasMessageContaining("idempotency_key_reused");
        assertThat(fixture.state().position().offset()).isEqualTo(1);
    }

    @Test
    void aKeyIsRememberedForItsWindowAndNoLonger() {
        fixture.publish("x", "k");
        fixture.ticker.advance(HubFixture.WINDOW.minusNanos(1));
        assertThat(fixture.publish("x", "k").replayed()).isTrue();

        fixture.ticker.advance(Duration.ofNanos(1));

        assertThat(fixture.publish("x", "k").replayed()).isFalse();
    }

    @Test
    void aChannelThatRemembersAllItCanRefusesANewKeyAndForgetsNoOldOne() {
        for (int i = 0; i < HubFixture.MAX_KEYS; i++) {
            fixture.publish("x", "k" + i);
        }

        assertThatThrownBy(() -> fixture.publish("x", "more")).hasMessageContaining("idempotency_limit_reached");
        assertThat(fixture.publish("x", "k0").replayed()).isTrue();
        assertThat(fixture.publish("without a key").replayed()).isFalse();

        fixture.ticker.advance(HubFixture.WINDOW);
        assertThat(fixture.publish("x", "more").replayed()).isFalse();
    }

    @Test
    void retriesAtTheSameMomentPublishOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Published> retry = () -> fixture.publish("x", "k");
            List<Future<Published>> retries =
                    threads.invokeAll(Stream.generate(() -> retry).limit(50).toList());

            int replayed = 0;
            for (Future<Published> retried : retries) {
                Published published = retried.get();
                assertThat(published.position().offset()).isEqualTo(1);
                replayed += published.replayed() ? 1 : 0;
            }
            assertThat(replayed).isEqualTo(49);
        }
    }

    @Test
    void theKeysOfABatchDifferFromEachOtherAndFromTheirOwn() {
        IdempotencyKey key = new IdempotencyKey("k");

        assertThat(List.of(key, key.ofMessage(0), key.ofMessage(1))).doesNotHaveDuplicates();
        assertThat(key.ofMessage(1)).isEqualTo(new IdempotencyKey("k").ofMessage(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\tb", "ü", "a\n", "\u007f"})
    void aKeyThatIsNotVisibleAsciiIsRefused(String key) {
        assertThatThrownBy(() -> new IdempotencyKey(key)).hasMessageStartingWith("idempotency_key_invalid: ");
    }

    @Test
    void aKeyMayBe255CharactersLong() {
        assertThat(new IdempotencyKey("~".repeat(255)).text()).hasSize(255);
        assertThatThrownBy(() -> new IdempotencyKey("~".repeat(256)))
                .hasMessageStartingWith("idempotency_key_invalid: ");
    }
}
