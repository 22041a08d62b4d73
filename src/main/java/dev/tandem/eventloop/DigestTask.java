package dev.tandem.eventloop;

import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.work.DigestRounds;
import dev.tandem.core.work.WorkFailedException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Computes on a pool that does nothing else: on a loop it would keep everybody waiting, and on a pool of calls that block
 * it would keep them waiting.
 */
final class DigestTask {
    private final Pool computing;

    DigestTask(Pool computing) {
        this.computing = computing;
    }

    Mono<TaskResult> run(TaskInput.Digest input, Work work) {
        return Mono.<TaskResult>create(sink -> {
            var computation = new Computation(input, work, sink);
            sink.onCancel(computation::cancel);
            computation.submit();
        });
    }

    /** One turn on the pool, from its place in the queue until its thread has left it. */
    private final class Computation implements Runnable {
        private final TaskInput.Digest input;
        private final Work work;
        private final MonoSink<TaskResult> sink;
        private final Runnable gone;
        private @Nullable Thread thread;
        private boolean cancelled;

        Computation(TaskInput.Digest input, Work work, MonoSink<TaskResult> sink) {
            this.input = input;
            this.work = work;
            this.sink = sink;
            gone = work.hold();
        }

        void submit() {
            try {
                computing.threads().execute(this);
            } catch (RejectedExecutionException full) {
                gone.run();
                sink.error(new WorkFailedException(TaskFailure.POOL_SATURATED, full));
            }
        }

        @Override
        public void run() {
            try {
                if (enter()) {
                    sink.success(new TaskResult.Digested(DigestRounds.compute(input, work.run())));
                }
            } catch (InterruptedException stopped) {
                // As it was told to.
            } catch (RuntimeException | Error e) {
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
            if (computing.threads().remove(this)) {
                gone.run();
            }
        }
    }
}
