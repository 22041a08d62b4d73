package dev.tandem.virtualthread;

import dev.tandem.core.Model;
import dev.tandem.core.ServerSettings;
import dev.tandem.core.channel.DisconnectReason;
import org.springframework.context.SmartLifecycle;

/**
 * Ends what would stay open, before the server waits for what does not: its graceful stop neither counts the sockets that
 * have been taken over nor ends a long poll.
 */
final class Drain implements SmartLifecycle {
    private final Streams streams;
    private final ServerSettings settings;
    private volatile boolean running;

    Drain(Streams streams, ServerSettings settings) {
        this.streams = streams;
        this.settings = settings;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        streams.open().drain();
        streams.hub().disconnectAll(Model.VIRTUAL_THREAD, DisconnectReason.SHUTDOWN);
        try {
            streams.open().awaitNone(settings.shutdownTimeout());
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
