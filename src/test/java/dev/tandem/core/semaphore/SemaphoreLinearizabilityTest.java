package dev.tandem.core.semaphore;

import dev.tandem.core.Model;
import dev.tandem.core.StandstillTicker;
import dev.tandem.core.Ticker;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever a few clients do to a semaphore at the same time comes out as if they had done it one after another: Lincheck
 * looks for the order. Each client has a seat, for which one thread at a time acts.
 */
@Tag("lincheck")
public class SemaphoreLinearizabilityTest {
    private static final SemaphoreName NAME = new SemaphoreName("a");
    private static final Duration LONG = Duration.ofDays(1);

    private static final Ticker TICKER = new StandstillTicker();

    private final AtomicInteger lastId = new AtomicInteger();
    private final Semaphores semaphores = new Semaphores(
            new SemaphoreSettings(name -> Optional.empty(), 2, 10, 10, 10, LONG, LONG),
            TICKER,
            new Waits(TICKER),
            SemaphoreListener.NONE,
            () -> "id" + lastId.incrementAndGet());
    private final Seat first = new Seat();
    private final Seat second = new Seat();
    private final Seat third = new Seat();

    /** One client: it has asked, or has not. */
    private final class Seat {
        private @Nullable CompletableFuture<Permit> asked;

        /** Asks for a permit; whether it has one then. */
        boolean ask(Duration wait) {
            if (asked == null || asked.isCompletedExceptionally()) {
                asked = semaphores.acquire(
                        NAME, Optional.empty(), wait, LONG, new Caller(Model.VIRTUAL_THREAD, Runnable::run));
            }
            return isServed();
        }

        boolean isServed() {
            return asked != null && asked.isDone() && !asked.isCompletedExceptionally();
        }

        /** Gives back, or gives up; whether there was a permit. */
        boolean leave() {
            CompletableFuture<Permit> left = asked;
            asked = null;
            if (left == null || left.cancel(false) || left.isCompletedExceptionally()) {
                return false;
            }
            semaphores.release(NAME, left.join().id());
            return true;
        }
    }

    @Operation(nonParallelGroup = "first")
    public boolean firstTries() {
        return first.ask(Duration.ZERO);
    }

    @Operation(nonParallelGroup = "first")
    public boolean firstLeaves() {
        return first.leave();
    }

    @Operation(nonParallelGroup = "second")
    public boolean secondWaits() {
        return second.ask(LONG);
    }

    @Operation(nonParallelGroup = "second")
    public boolean secondIsServed() {
        return second.isServed();
    }

    @Operation(nonParallelGroup = "second")
    public boolean secondLeaves() {
        return second.leave();
    }

    @Operation(nonParallelGroup = "third")
    public boolean thirdWaits() {
        return third.ask(LONG);
    }

    @Operation(nonParallelGroup = "third")
    public boolean thirdIsServed() {
        return third.isServed();
    }

    @Operation(nonParallelGroup = "third")
    public boolean thirdLeaves() {
        return third.leave();
    }

    @Test
    void underStress() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(3)
                .iterations(5)
                .invocationsPerIteration(300)
                .check(SemaphoreLinearizabilityTest.class);
    }

    @Test
    void inManyInterleavings() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(2)
                .actorsAfter(0)
                .iterations(2)
                .invocationsPerIteration(100)
                .check(SemaphoreLinearizabilityTest.class);
    }
}
