package dev.tandem.eventloop;

import dev.tandem.core.Model;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.task.Tasks;
import dev.tandem.core.wait.Waits;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.SmartLifecycle;

/**
 * Ends what would stay open for ever, before the server begins to wait for its requests to end: streams end, long polls
 * are answered, sockets are closed with a code that says to come back, and tasks are killed.
 */
final class Drain implements SmartLifecycle {
    private final Hub hub;
    private final Tasks tasks;
    private final Waits waits;
    private final OpenSockets sockets;
    private volatile boolean running;
    private volatile boolean draining;

    Drain(Hub hub, Tasks tasks, Waits waits, OpenSockets sockets) {
        this.hub = hub;
        this.tasks = tasks;
        this.waits = waits;
        this.sockets = sockets;
    }

    /**
     * Nothing that stays open may begin once the others have been ended. Called on the loop of the connection concerned,
     * on which they are ended too, so that none slips through between the question and the answer.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code draining}
     */
    void refuseIfDraining() {
        if (draining) {
            throw Problem.draining().asException();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        draining = true;
        CompletableFuture<Void> work = tasks.killAll(Model.EVENT_LOOP);
        hub.disconnectAll(Model.EVENT_LOOP, DisconnectReason.SHUTDOWN);
        waits.endAll(Model.EVENT_LOOP);
        sockets.whenNoneIsLeft(() -> {
            var _ = work.thenRun(callback);
        });
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The last to start, and so the first to stop. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
