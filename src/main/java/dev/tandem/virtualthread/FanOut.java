package dev.tandem.virtualthread;

import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.task.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Does the same with many things, so many at a time, each on a virtual thread of its own: one that hangs keeps its thread
 * and its turn, and nothing else. The thread that asks for it waits, and outlives all of them: when it is interrupted, or
 * one of them has failed instead of having an output, it interrupts the others, and goes on when the last has ended.
 */
record FanOut(VirtualThreads threads, int concurrency, Progress told) {

    /** What is done with each; what can go wrong with one and is nothing to the others is part of the output. */
    @FunctionalInterface
    interface Work<I, O> {
        O apply(I input) throws InterruptedException;
    }

    private record Part<O>(FutureTask<O> task, Thread thread) {}

    /**
     * Returns what came of each, in their order; tells how many are done.
     *
     * @throws ProblemException the first that one of them has failed with
     */
    <I, O> List<O> each(List<I> inputs, Work<I, O> work) throws InterruptedException {
        var permits = new Semaphore(concurrency);
        var progress = new Counting(inputs.size());
        List<Part<O>> parts = new ArrayList<>();
        BlockingQueue<Future<O>> ended = new LinkedBlockingQueue<>();
        try {
            for (I input : inputs) {
                permits.acquire();
                FutureTask<O> task = task(
                        () -> {
                            try {
                                O output = work.apply(input);
                                progress.oneMore();
                                return output;
                            } finally {
                                permits.release();
                            }
                        },
                        ended);
                parts.add(new Part<>(task, threads.start(task)));
            }
            for (int i = 0; i < parts.size(); i++) {
                ended.take().get();
            }
            return parts.stream().map(part -> part.task().resultNow()).toList();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ProblemException foreseen
                    ? foreseen
                    : new IllegalStateException(e.getCause());
        } finally {
            parts.forEach(part -> part.thread().interrupt());
            parts.forEach(part -> Uninterrupted.join(part.thread()));
        }
    }

    private static <O> FutureTask<O> task(Callable<O> callable, BlockingQueue<Future<O>> ended) {
        return new FutureTask<>(callable) {
            @Override
            protected void done() {
                ended.add(this);
            }
        };
    }

    /** Told one after another, so that it never goes back. */
    private final class Counting {
        private final int total;
        private int done;

        Counting(int total) {
            this.total = total;
        }

        synchronized void oneMore() {
            done++;
            told.progress(done, total);
        }
    }
}
