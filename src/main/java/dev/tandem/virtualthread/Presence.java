package dev.tandem.virtualthread;

import dev.tandem.core.api.Answer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts those whose clients have left. A thread that blocks in a library does not hear of its client, so another one
 * looks now and then, at the connections of all those who have blocked for longer than since the last look: a request that is
 * soon answered costs none.
 *
 * <p>A connection belongs to the thread of its request, which lends it out for as long as it blocks and does not touch it;
 * the monitor of the {@link Visit} is where the one hands it to the other.
 */
final class Presence implements AutoCloseable {
    private static final Logger log = System.getLogger(Presence.class.getName());

    private static final long LOOK_MILLIS = 500;

    private final Set<Visit> visits = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor looking = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("tandem-presence").daemon().factory());

    Presence() {
        var _ = looking.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What blocks in whatever it likes, as long as an interrupt ends it. */
    @FunctionalInterface
    interface Blocking {
        Answer answer() throws InterruptedException;
    }

    /**
     * Waits for an answer for as long as there is a client to be answered.
     *
     * @throws ClientLeftException if there is none any more
     */
    Answer whilePresent(HttpConnection client, Blocking blocking) throws IOException {
        var visit = new Visit(client, Thread.currentThread());
        visits.add(visit);
        try {
            return blocking.answer();
        } catch (InterruptedException e) {
            throw new ClientLeftException();
        } finally {
            visits.remove(visit);
            visit.end();
        }
    }

    private void look() {
        try {
            visits.forEach(Visit::look);
        } catch (RuntimeException e) {
            log.log(Level.ERROR, "The presence of clients could not be looked at", e);
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    /** One request whose thread blocks. */
    private static final class Visit {
        private final HttpConnection client;
        private final Thread thread;
        private boolean seen;
        private boolean left;
        private boolean over;

        Visit(HttpConnection client, Thread thread) {
            this.client = client;
            this.thread = thread;
        }

        synchronized void look() {
            if (over || left) {
                return;
            }
            if (seen && client.clientHasLeft()) {
                left = true;
                thread.interrupt();
            }
            seen = true;
        }

        /** From here on nobody interrupts, and an interrupt that came late is nobody's. */
        synchronized void end() {
            over = true;
            if (left) {
                boolean _ = Thread.interrupted();
            }
        }
    }
}
