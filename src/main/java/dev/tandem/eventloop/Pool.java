package dev.tandem.eventloop;

import dev.tandem.metrics.PoolGauges;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/**
 * A bounded number of platform threads, for what would keep a loop from its clients: calls that block and cannot do
 * otherwise, and computing. Idle threads end after a while.
 */
final class Pool implements AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final String name;
    private final ThreadPoolExecutor threads;

    private Pool(String name, int coreThreads, int maxThreads, BlockingQueue<Runnable> queue) {
        this.name = name;
        threads = new ThreadPoolExecutor(
                coreThreads,
                maxThreads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                queue,
                Thread.ofPlatform().name("tandem-" + name + "-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(coreThreads > 0);
    }

    /** One in which work waits for a thread while all of them are busy, as far as {@code queue} has room. */
    static Pool queueing(String name, int size, BlockingQueue<Runnable> queue) {
        return new Pool(name, size, size, queue);
    }

    /** The same with room for so much. */
    static Pool queueing(String name, int size, int maxQueued) {
        return queueing(name, size, maxQueued == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(maxQueued));
    }

    /** One whose users see to it that there is always a thread left. */
    static Pool direct(String name, int size) {
        return new Pool(name, 0, size, new SynchronousQueue<>());
    }

    /**
     * What a blocking call returns or throws. Cancelling it before its turn spares the call; later, the call goes on, as
     * nothing can stop it, and nobody hears of it.
     */
    <T> Mono<T> call(Callable<T> blocking) {
        return Mono.fromFuture(() -> {
            CompletableFuture<T> result = new CompletableFuture<>();
            Runnable job = () -> complete(result, blocking);
            threads.execute(job);
            var _ = result.whenComplete((value, failure) -> {
                if (result.isCancelled()) {
                    var _ = threads.remove(job);
                }
            });
            return result;
        });
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> blocking) {
        try {
            result.complete(blocking.call());
        } catch (Exception | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** The same for a call that must be made, whatever becomes of him who waits for it. */
    Mono<Void> run(Runnable blocking) {
        return Mono.fromFuture(() -> CompletableFuture.runAsync(blocking, threads), true);
    }

    void watch(PoolGauges gauges) {
        gauges.bind(name, threads::getActiveCount, threads.getQueue()::size, threads::getMaximumPoolSize);
    }

    ThreadPoolExecutor threads() {
        return threads;
    }

    @Override
    public void close() {
        var _ = threads.shutdownNow();
    }
}
