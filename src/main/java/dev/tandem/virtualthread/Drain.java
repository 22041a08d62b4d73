package dev.tandem.virtualthread;

import dev.tandem.core.Model;
import dev.tandem.core.ServerSettings;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.task.Tasks;
import dev.tandem.core.wait.Waits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * Ends what would stay open, before the server waits for what does not: its graceful stop neither counts the sockets that
 * have been taken over nor ends a long poll.
 */
final class Drain implements SmartLifecycle {
    private final Streams streams;
    private final Tasks tasks;
    private final Waits waits;
    private final ServerSettings settings;
    private volatile boolean running;

    Drain(Streams streams, Tasks tasks, Waits waits, ServerSettings settings) {
        this.streams = streams;
        this.tasks = tasks;
        this.waits = waits;
        this.settings = settings;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        streams.open().drain();
        CompletableFuture<Void> work = tasks.killAll(Model.VIRTUAL_THREAD)
                .completeOnTimeout(null, settings.shutdownTimeout().toNanos(), TimeUnit.NANOSECONDS);
        streams.hub().disconnectAll(Model.VIRTUAL_THREAD, DisconnectReason.SHUTDOWN);
        waits.endAll(Model.VIRTUAL_THREAD);
        try {
            streams.open().awaitNone(settings.shutdownTimeout());
            work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
