package dev.tandem.virtualthread;

import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.work.WorkFailedException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The platform threads that compute. A virtual thread gives up its carrier only where it waits, and whoever computes does
 * not: as many computations as there are carriers would stop every request and every connection. The system shares its
 * cores out between platform threads fairly, so here they are computed, and the virtual thread waits.
 */
final class ComputingThreads implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final ThreadPoolExecutor pool;

    ComputingThreads(int threads, int maxQueued) {
        BlockingQueue<Runnable> queue = maxQueued == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(maxQueued);
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                queue,
                // Whoever asks first is Tomcat's, and such a thread would be taken for a leak of its class loader.
                Thread.ofPlatform()
                        .name("tandem-computing-", 0)
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /** One that has ended only when no thread is busy with it any more; a future is done before that. */
    private static final class Computation<T> extends FutureTask<T> {
        private final CountDownLatch ended = new CountDownLatch(1);

        Computation(Callable<T> callable) {
            super(callable);
        }

        @Override
        public void run() {
            super.run();
            ended.countDown();
        }
    }

    /**
     * Waits for a turn, and for the result. An interrupt is passed on; either way nothing is being computed any more
     * afterwards.
     *
     * @throws WorkFailedException {@link TaskFailure#POOL_SATURATED}
     */
    <T> T compute(Callable<T> callable) throws InterruptedException, WorkFailedException {
        var computation = new Computation<>(callable);
        try {
            pool.execute(computation);
        } catch (RejectedExecutionException e) {
            throw new WorkFailedException(TaskFailure.POOL_SATURATED, e);
        }
        try {
            return computation.get();
        } catch (CancellationException e) {
            throw new InterruptedException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            boolean givenUp = computation.cancel(true) && pool.remove(computation);
            if (!givenUp) {
                Uninterrupted.await(computation.ended);
            }
        }
    }

    ThreadPoolExecutor pool() {
        return pool;
    }

    /** Whoever still waits finds himself interrupted. */
    @Override
    public void close() {
        for (Runnable waiting : pool.shutdownNow()) {
            if (waiting instanceof Computation<?> computation) {
                computation.cancel(false);
                computation.run();
            }
        }
    }
}
