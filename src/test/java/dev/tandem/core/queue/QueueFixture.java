package dev.tandem.core.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Ending;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Queues whose time is the test's; a queue's name says how it is kept. */
final class QueueFixture {
    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration WAIT = Duration.ofSeconds(10);
    static final Duration IDLE = Duration.ofMinutes(1);
    static final int MAX_QUEUES = 4;
    static final int MAX_MEMORY = 64 * 1024;
    static final Caller CALLER = new Caller(Model.VIRTUAL_THREAD, Runnable::run);

    static final QueueName JOBS = new QueueName("jobs");
    static final QueueName DEAD = new QueueName("jobs.dead");

    final ManualTicker ticker = new ManualTicker();
    final Waits waits = new Waits(ticker);
    final List<String> heard = new ArrayList<>();
    final Queues queues = new Queues(settings(), ticker, waits, new Recorder());

    private final class Recorder implements QueueListener {
        @Override
        public void waited(Model model, Operation operation, Ending ending, long waitedNanos) {
            heard.add("%s %s after %d s"
                    .formatted(operation, ending, Duration.ofNanos(waitedNanos).toSeconds()));
        }

        @Override
        public void leaseExpired() {
            heard.add("expired");
        }

        @Override
        public void died() {
            heard.add("died");
        }
    }

    private static QueueSettings settings() {
        return new QueueSettings(QueueFixture::limits, MAX_QUEUES, MAX_MEMORY, IDLE);
    }

    /** Three items, ten bytes, three attempts and three waiters; one item in a dead queue. */
    private static QueueLimits limits(QueueName name) {
        Order order = name.text().startsWith("lifo")
                ? Order.LIFO
                : name.text().startsWith("priority") ? Order.PRIORITY : Order.FIFO;
        boolean roomy = name.text().startsWith("roomy");
        return new QueueLimits(
                order, roomy ? 100_000 : name.isDead() ? 1 : 3, roomy ? 1_000_000 : name.isDead() ? 4 : 10, 3, 3);
    }

    static Payload text(String text) {
        return new Payload("text/plain", Payload.Kind.TEXT, text.getBytes(UTF_8));
    }

    static String text(Claim claim) {
        return new String(claim.payload().bytes(), UTF_8);
    }

    CompletableFuture<String> put(QueueName name, String text, Duration wait) {
        return queues.put(name, text(text), OptionalInt.empty(), wait, CALLER);
    }

    CompletableFuture<String> put(String text, Duration wait) {
        return put(JOBS, text, wait);
    }

    /** Puts, and is sure of it. */
    String put(String text) {
        return put(JOBS, text, Duration.ZERO).join();
    }

    CompletableFuture<Optional<Claim>> claim(QueueName name, Duration wait) {
        return queues.claim(name, LEASE, wait, CALLER);
    }

    CompletableFuture<Optional<Claim>> claim(Duration wait) {
        return claim(JOBS, wait);
    }

    Optional<Claim> tryClaim(QueueName name) {
        return claim(name, Duration.ZERO).join();
    }

    /** Claims what must be there. */
    Claim claim(QueueName name) {
        return tryClaim(name).orElseThrow();
    }

    Claim claim() {
        return claim(JOBS);
    }

    void acknowledge(Claim claim) {
        queues.acknowledge(JOBS, claim.id());
    }

    void release(Claim claim) {
        queues.release(JOBS, claim.id());
    }

    /** Fails the next item so often that it has to move. */
    void kill() {
        for (int i = 0; i < 3; i++) {
            release(claim());
        }
    }

    QueueState state(QueueName name) {
        return queues.state(name).orElseThrow();
    }

    QueueState state() {
        return state(JOBS);
    }

    /** Removes every queue; then there is nothing that any of them has left behind, but for the timer of the sweep. */
    void assertNothingIsLeft() {
        queues.list(Optional.empty(), "", Integer.MAX_VALUE).forEach(state -> queues.remove(state.queue()));
        queues.list(Optional.empty(), "", Integer.MAX_VALUE).forEach(state -> queues.remove(state.queue()));
        assertThat(queues.queueCount()).isZero();
        assertThat(queues.depth()).isZero();
        assertThat(queues.leased()).isZero();
        assertThat(queues.memoryBytes()).isZero();
        assertThat(ticker.pending()).isEqualTo(1);
    }
}
