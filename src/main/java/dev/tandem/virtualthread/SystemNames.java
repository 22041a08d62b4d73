package dev.tandem.virtualthread;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up as the system does. That is a native call, {@code getaddrinfo}, in which a virtual thread would keep its
 * carrier for as long as a name server takes, so it is made on platform threads, and the virtual thread waits for one. They
 * are bounded; the queue is as long as there are virtual threads that wait in it.
 *
 * <p>Nobody can end such a call. Who is interrupted waits for it no longer, and it comes to its end by itself.
 */
final class SystemNames implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final ThreadPoolExecutor pool;

    SystemNames(int threads) {
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("tandem-names-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /** All addresses, in the order of the system's preference. */
    List<InetAddress> lookUp(String name) throws InterruptedException, UnknownHostException {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(name));
        pool.execute(lookup);
        try {
            return List.of(lookup.get());
        } catch (CancellationException e) {
            throw new InterruptedException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            var _ = pool.remove(lookup);
        }
    }

    ThreadPoolExecutor pool() {
        return pool;
    }

    /** Whoever still waits finds himself interrupted. */
    @Override
    public void close() {
        for (Runnable waiting : pool.shutdownNow()) {
            if (waiting instanceof Future<?> lookup) {
                lookup.cancel(false);
            }
        }
    }
}
