package dev.tandem.core.semaphore;

import dev.tandem.core.lease.Lease;
import dev.tandem.core.lease.Leases;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.registry.LastingEntry;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Ending;
import dev.tandem.core.wait.WaitLine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One semaphore. Everything is done inside its monitor, but for {@link #timedOut}. Nobody waits while a permit is free, so
 * whoever comes when one is free is the first in line.
 */
final class Semaphore extends LastingEntry implements WaitLine.Keeper<Duration, Permit> {
    private final SemaphoreName name;
    private final int permits;
    private final Semaphores semaphores;
    private final WaitLine<Duration, Permit> line;
    private final Leases<SemaphoreName> leases;

    Semaphore(SemaphoreName name, int permits, Semaphores semaphores) {
        super(name.text(), semaphores.ticker(), semaphores.settings().idleTimeout());
        this.name = name;
        this.permits = permits;
        this.semaphores = semaphores;
        line = semaphores.waits().newLine(monitor(), this);
        leases = new Leases<>(monitor(), semaphores.ticker(), semaphores.ids(), lease -> {
            semaphores.listener().leaseExpired();
            cameBack();
        });
    }

    int permits() {
        return permits;
    }

    CompletableFuture<Permit> acquire(Duration wait, Duration lease, Caller caller) {
        use();
        if (leases.size() < permits) {
            return CompletableFuture.completedFuture(lend(lease));
        }
        if (wait.isZero()) {
            throw noPermit().asException();
        }
        line.requirePlace(
                semaphores.settings().maxWaiters(),
                "%d clients wait for a permit already (tandem.semaphores.max-waiters)");
        return line.join(lease, wait, caller);
    }

    /** Whether the permit was still lent. */
    boolean release(String permit) {
        boolean released = leases.end(permit).isPresent();
        if (released) {
            cameBack();
        }
        return released;
    }

    Optional<Permit> extend(String permit, Duration lease) {
        return leases.extend(permit, lease).map(Semaphore::permit);
    }

    SemaphoreState state() {
        return new SemaphoreState(name, permits, leases.size(), line.size());
    }

    @Override
    public Permit timedOut(Duration lease) {
        throw noPermit().asException();
    }

    @Override
    public void left(Duration lease, Caller caller, Ending ending, long waitedNanos) {
        semaphores.listener().waited(caller.model(), ending, waitedNanos);
        use();
    }

    @Override
    protected boolean isEmpty() {
        return leases.size() == 0 && line.isEmpty();
    }

    private Permit lend(Duration lease) {
        semaphores.inUse().incrementAndGet();
        return permit(leases.lend(name, lease));
    }

    private void cameBack() {
        semaphores.inUse().decrementAndGet();
        use();
        if (!line.isEmpty()) {
            line.serveFirst(this::lend, semaphores::takeBack);
        }
    }

    private Problem noPermit() {
        return Problem.of(
                ProblemCode.NO_PERMIT,
                permits == 1 ? "The only permit is in use" : "All %d permits are in use".formatted(permits));
    }

    private static Permit permit(Lease<SemaphoreName> lease) {
        return new Permit(lease.lent(), lease.id(), lease.expires());
    }
}
