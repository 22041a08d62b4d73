package dev.tandem.virtualthread;

import dev.tandem.core.task.TaskRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/**
 * Does the same with many things, so many at a time, each on a virtual thread of its own: one that hangs keeps its thread
 * and its turn, and nothing else. The thread that asks for it waits, and outlives all of them: when it is interrupted, or
 * comes to one that has failed in a way that nobody foresaw, it interrupts the others, and goes on when the last has ended.
 */
record FanOut(VirtualThreads threads, int concurrency, TaskRun run) {

    /** What is done with each; what can go wrong is part of the output. */
    @FunctionalInterface
    interface Work<I, O> {
        O apply(I input) throws InterruptedException;
    }

    private record Part<O>(FutureTask<O> task, Thread thread) {}

    /** Returns what came of each, in their order; tells the run how many are done. */
    <I, O> List<O> each(List<I> inputs, Work<I, O> work) throws InterruptedException {
        var permits = new Semaphore(concurrency);
        var progress = new Progress(inputs.size());
        List<Part<O>> parts = new ArrayList<>();
        try {
            for (I input : inputs) {
                permits.acquire();
                FutureTask<O> task = new FutureTask<>(() -> {
                    try {
                        O output = work.apply(input);
                        progress.oneMore();
                        return output;
                    } finally {
                        permits.release();
                    }
                });
                parts.add(new Part<>(task, threads.start(task)));
            }
            List<O> outputs = new ArrayList<>();
            for (Part<O> part : parts) {
                outputs.add(part.task().get());
            }
            return outputs;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            parts.forEach(part -> part.thread().interrupt());
            parts.forEach(part -> Uninterrupted.join(part.thread()));
        }
    }

    /** Told one after another, so that it never goes back. */
    private final class Progress {
        private final int total;
        private int done;

        Progress(int total) {
            this.total = total;
        }

        synchronized void oneMore() {
            done++;
            run.progress(done, total);
        }
    }
}
