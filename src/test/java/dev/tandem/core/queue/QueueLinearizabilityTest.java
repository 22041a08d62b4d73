package dev.tandem.core.queue;

import static dev.tandem.core.queue.QueueFixture.text;

import dev.tandem.core.Model;
import dev.tandem.core.StandstillTicker;
import dev.tandem.core.Ticker;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.registry.Registry;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.util.LoggingLevel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever a few threads do to a queue at the same time has the results that it would have in some order, one after another:
 * Lincheck tries interleavings, and looks for that order.
 */
@Tag("lincheck")
@Param(name = "claim", gen = IntGen.class, conf = "1:3")
public class QueueLinearizabilityTest {
    private static final Caller CALLER = new Caller(Model.VIRTUAL_THREAD, Runnable::run);

    private static final Duration LONG = Duration.ofDays(1);
    private static final QueueName JOBS = new QueueName("jobs");
    private static final Payload PAYLOAD = text("x");

    private final Registry<Queue> queues =
            new Registry<>(1, Problem.of(ProblemCode.QUEUE_LIMIT_REACHED, "There is one already"));
    private final Queue.Common common = common();

    private static Queue.Common common() {
        Ticker ticker = new StandstillTicker();
        Queue.DeadQueues nowhere = new Queue.DeadQueues() {
            @Override
            public void offer(Queue from, Item item) {}

            @Override
            public void withdraw(Queue from) {}
        };
        return new Queue.Common(
                ticker, LONG, new Waits(ticker), QueueListener.NONE, new Holdings(10_000), ids(), ids(), nowhere);
    }

    private static Supplier<String> ids() {
        AtomicInteger last = new AtomicInteger();
        return () -> "" + last.incrementAndGet();
    }

    private <T> T inQueue(Function<Queue, T> operation) {
        return queues.use(
                JOBS.text(), absent -> new Queue(JOBS, new QueueLimits(Order.FIFO, 2, 10, 2, 0), common), operation);
    }

    @Operation
    public String put() {
        try {
            return inQueue(queue -> queue.put(PAYLOAD, OptionalInt.empty(), Duration.ZERO, CALLER))
                    .join();
        } catch (ProblemException full) {
            return full.problem().code().code();
        }
    }

    @Operation
    public String claim() {
        Optional<Claim> claim =
                inQueue(queue -> queue.claim(LONG, Duration.ZERO, CALLER)).join();
        return claim.map(given -> given.id() + " " + given.item() + " " + given.attempt())
                .orElse("nothing");
    }

    @Operation
    public boolean acknowledge(@Param(name = "claim") int claim) {
        return inQueue(queue -> queue.acknowledge("" + claim));
    }

    @Operation
    public boolean release(@Param(name = "claim") int claim) {
        return inQueue(queue -> queue.release("" + claim));
    }

    @Operation
    public String state() {
        QueueState state = inQueue(Queue::state);
        return state.depth() + " " + state.leased() + " " + state.moving() + " " + state.bytes();
    }

    /** What Lincheck allows for one interleaving, which includes the time in which it prepares classes. */
    private static final long TIMEOUT_MILLIS = 120_000;

    @Test
    void modelChecking() {
        new ModelCheckingOptions()
                .iterations(5)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(2)
                .actorsAfter(0)
                .invocationsPerIteration(30)
                .logLevel(LoggingLevel.ERROR)
                .invocationTimeout$lincheck(TIMEOUT_MILLIS)
                // What is said of a full queue is for people, and formatting it takes longer than all the rest.
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(Queue.class.getName())
                        .methods("full")
                        .ignore())
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(ConcurrentSkipListMap.class.getName())
                        .allMethods()
                        .treatAsAtomic())
                .check(getClass());
    }

    @Test
    void stress() {
        new StressOptions()
                .iterations(5)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .invocationsPerIteration(300)
                .logLevel(LoggingLevel.ERROR)
                .invocationTimeout$lincheck(TIMEOUT_MILLIS)
                .check(getClass());
    }
}
