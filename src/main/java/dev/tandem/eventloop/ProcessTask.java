package dev.tandem.eventloop;

import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun.OutputChannel;
import dev.tandem.core.task.WorkSettings;
import dev.tandem.core.work.OutputReader;
import dev.tandem.core.work.ProcessTree;
import dev.tandem.core.work.WorkFailedException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Runs programs. The JDK starts a process, and reads what it writes, with calls that block; so each program has two threads
 * of a pool while it runs, and a third one that starts it and ends it with all that it has started. As many programs run at
 * a time as there are threads for; further ones wait for their turn, as far as the line has room.
 *
 * <p>Its readers come to their end when nobody is left who could write. Should somebody have hidden from
 * {@link ProcessTree}, he is not waited for longer than {@link OutputReader#LONGEST_WAIT}; his reader keeps its turn.
 */
final class ProcessTask {
    /** Two read, one ends it, and one may wait to end it, too: it is killed just when it has come to its end by itself. */
    private static final int THREADS_EACH = 4;

    private final Pool processes;
    private final Duration killGrace;
    private final Turns turns;

    ProcessTask(Pool processes, WorkSettings settings) {
        this.processes = processes;
        killGrace = settings.killGrace();
        turns = new Turns(settings.maxPrograms(), settings.maxQueuedPrograms());
    }

    static Pool pool(WorkSettings settings) {
        return Pool.direct("processes", THREADS_EACH * settings.maxPrograms());
    }

    Mono<TaskResult> run(TaskInput.Run input, Work work) {
        return Mono.usingWhen(
                turns.next(work.loop())
                        .onErrorMap(
                                RejectedExecutionException.class,
                                full -> new WorkFailedException(TaskFailure.PROCESS_LIMIT_REACHED, full))
                        .map(turn -> new Program(input, work, turn)),
                this::run,
                program -> program.end().doFinally(ended -> program.leave()));
    }

    private Mono<TaskResult> run(Program program) {
        return processes
                .call(program::start)
                .flatMap(running -> Mono.fromFuture(running.tree().onExit(), true)
                        .then(program.end())
                        .then(Mono.fromSupplier(running::result)));
    }

    /** A program from its turn to its end, whether it could be started or not. */
    private final class Program {
        private final TaskInput.Run input;
        private final Work work;
        private final Turns.Turn turn;
        private final Runnable gone;
        private @Nullable Running running;
        private boolean ended;

        Program(TaskInput.Run input, Work work, Turns.Turn turn) {
            this.input = input;
            this.work = work;
            this.turn = turn;
            gone = work.hold();
        }

        /** Blocks; whoever ends it meanwhile waits until it has been started. */
        private synchronized Running start() throws WorkFailedException {
            if (ended) {
                throw new IllegalStateException("a program that was told to end is started");
            }
            ProcessTree tree = ProcessTree.start(input);
            OutputReader output = reader(tree.output(), OutputChannel.STDOUT);
            OutputReader errorOutput = reader(tree.errorOutput(), OutputChannel.STDERR);
            running = new Running(tree, output, errorOutput, new ArrayList<>());
            running.read(processes.threads());
            return running;
        }

        private OutputReader reader(InputStream from, OutputChannel channel) {
            return new OutputReader(from, channel, input.command().maxOutputBytes(), work.run());
        }

        /** Ends all of it. */
        Mono<Void> end() {
            return processes
                    .run(this::endTree)
                    .then(Mono.defer(() -> Mono.firstWithSignal(
                            Mono.fromFuture(reading(), true),
                            work.after(OutputReader.LONGEST_WAIT).then())));
        }

        private synchronized void endTree() {
            if (!ended && running != null) {
                running.tree().end(killGrace, work.ticker());
            }
            ended = true;
        }

        private synchronized CompletableFuture<Void> reading() {
            return running == null ? CompletableFuture.completedFuture(null) : running.allRead();
        }

        void leave() {
            var _ = reading().whenComplete((all, failure) -> turn.end());
            gone.run();
        }
    }

    /** A program that could be started, and is to be ended whether its readers could be or not. */
    private record Running(
            ProcessTree tree, OutputReader output, OutputReader errorOutput, List<CompletableFuture<Void>> reading) {
        void read(Executor threads) {
            reading.add(CompletableFuture.runAsync(output::readAll, threads));
            reading.add(CompletableFuture.runAsync(errorOutput::readAll, threads));
        }

        CompletableFuture<Void> allRead() {
            return CompletableFuture.allOf(reading.toArray(CompletableFuture[]::new));
        }

        TaskResult result() {
            return OutputReader.exited(tree, output, errorOutput);
        }
    }
}
