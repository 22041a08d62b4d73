package dev.tandem.eventloop;

import dev.tandem.metrics.PoolGauges;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The threads that compute, and do nothing else: on a loop it would keep everybody waiting, and on a pool of calls that block
 * it would keep them waiting.
 *
 * <p>The place in the queue, the thread that computes, and the subscriber who may cancel at any moment are three parties
 * without an order between them; {@link Computation} is what it takes to keep them apart.
 */
final class ComputingThreads implements AutoCloseable {
    private final Pool pool;

    ComputingThreads(int threads, int maxQueued) {
        pool = Pool.queueing("computing", threads, maxQueued);
    }

    /** The same as {@link #compute(Callable, Runnable)}, where nobody has to know when it is over. */
    <T> Mono<T> compute(Callable<T> callable) {
        return compute(callable, () -> {});
    }

    /**
     * What is computed in its turn. Cancelling gives up the turn, or interrupts the thread.
     *
     * @param gone run when no thread is busy with it any more, or ever will be
     * @return fails with {@link RejectedExecutionException} if there is no room in the queue
     */
    <T> Mono<T> compute(Callable<T> callable, Runnable gone) {
        return Mono.create(sink -> {
            var computation = new Computation<>(callable, gone, sink);
            sink.onCancel(computation::cancel);
            computation.submit();
        });
    }

    void watch(PoolGauges gauges) {
        pool.watch(gauges);
    }

    @Override
    public void close() {
        pool.close();
    }

    /** One turn on the pool, from its place in the queue until its thread has left it. */
    private final class Computation<T> implements Runnable {
        private final Callable<T> callable;
        private final Runnable gone;
        private final MonoSink<T> sink;
        private @Nullable Thread thread;
        private boolean cancelled;

        Computation(Callable<T> callable, Runnable gone, MonoSink<T> sink) {
            this.callable = callable;
            this.gone = gone;
            this.sink = sink;
        }

        void submit() {
            try {
                pool.threads().execute(this);
            } catch (RejectedExecutionException full) {
                gone.run();
                sink.error(full);
            }
        }

        @Override
        public void run() {
            try {
                if (enter()) {
                    sink.success(callable.call());
                }
            } catch (InterruptedException stopped) {
                // As it was told to.
            } catch (Exception | Error e) {
                sink.error(e);
            } finally {
                leave();
                gone.run();
            }
        }

        private synchronized boolean enter() {
            thread = Thread.currentThread();
            return !cancelled;
        }

        private synchronized void leave() {
            thread = null;
            boolean _ = Thread.interrupted();
        }

        /** Takes it out of the queue, or interrupts its thread. */
        void cancel() {
            synchronized (this) {
                cancelled = true;
                if (thread != null) {
                    thread.interrupt();
                }
            }
            if (pool.threads().remove(this)) {
                gone.run();
            }
        }
    }
}
