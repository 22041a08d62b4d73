package dev.tandem.virtualthread;

import dev.tandem.core.Model;
import dev.tandem.core.wait.Caller;
import dev.tandem.metrics.LiveVirtualThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Starts a virtual thread for each task, and counts those that live. There is no pool and no bound: what bounds them is
 * what bounds connections and requests.
 */
final class VirtualThreads implements Executor {
    private final LiveVirtualThreads live;
    private final ThreadFactory factory = Thread.ofVirtual()
            .name("tandem-virtual")
            .inheritInheritableThreadLocals(false)
            .factory();

    VirtualThreads(LiveVirtualThreads live) {
        this.live = live;
    }

    /** Whoever's own thread waits: what it waits for is made on another one, and not by whoever comes to serve it. */
    Caller caller() {
        return new Caller(Model.VIRTUAL_THREAD, this);
    }

    @Override
    public void execute(Runnable task) {
        start(task);
    }

    /** The thread that runs {@code task}, started. */
    Thread start(Runnable task) {
        Thread thread = factory.newThread(() -> {
            try {
                task.run();
            } finally {
                live.decrement();
            }
        });
        live.increment();
        thread.start();
        return thread;
    }
}
