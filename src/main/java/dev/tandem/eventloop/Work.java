package dev.tandem.eventloop;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.task.TaskRunner;
import dev.tandem.core.work.WorkFailedException;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One task under way: subscribes to its work, and tells its {@link TaskRun} of the end.
 *
 * <p>A subscription that has ended, or was disposed of, is not yet the end: a socket is closed a moment later, a process
 * dies when it likes, a thread looks up only now and then. So whatever outlives its signal is <em>held</em> while it is
 * there, and the end is told when nothing is held any more.
 *
 * <p>What a task does that is not handed to a pool it does on one loop, its connections included, as the loops are
 * colocated. Being told to stop is done there as well. Thus nothing is begun behind the back of a stop, and nothing here
 * needs a lock.
 */
final class Work implements TaskRunner.Execution {
    private static final Logger log = System.getLogger(Work.class.getName());

    private final TaskRun run;
    private final EventLoop loop;
    private final Scheduler scheduler;
    private final Ticker ticker;
    private final Disposable.Swap subscription = Disposables.swap();
    private Runnable end = () -> {};
    private boolean ended;
    private int held;

    Work(TaskRun run, EventLoop loop, Ticker ticker) {
        this.run = run;
        this.loop = loop;
        this.ticker = ticker;
        scheduler = Schedulers.fromExecutor(loop);
    }

    /** Begins, soon. */
    void begin(Mono<TaskResult> work) {
        loop.execute(() -> {
            if (!ended) {
                subscription.update(work.publishOn(scheduler)
                        .subscribe(result -> end(() -> run.succeeded(result)), failure -> end(() -> fail(failure))));
            }
        });
    }

    @Override
    public void stop() {
        loop.execute(() -> {
            if (!ended) {
                subscription.dispose();
                end(run::stopped);
            }
        });
    }

    /** Who is told of progress and output. */
    TaskRun run() {
        return run;
    }

    /** Where everything happens that happens on no pool. */
    EventLoop loop() {
        return loop;
    }

    /** The same, for operators. */
    Scheduler scheduler() {
        return scheduler;
    }

    Ticker ticker() {
        return ticker;
    }

    /** Completes after {@code delay}, here. */
    Mono<Boolean> after(Duration delay) {
        return Mono.<Boolean>create(sink -> {
                    Ticker.Timer timer = ticker.schedule(delay, () -> sink.success(true));
                    sink.onDispose(timer::cancel);
                })
                .publishOn(scheduler);
    }

    /**
     * Puts the end off. Called here, before the work's own end.
     *
     * @return to be run, by any thread and as often as one likes, when what is held is gone
     */
    Runnable hold() {
        held++;
        AtomicBoolean gone = new AtomicBoolean();
        return () -> {
            if (gone.compareAndSet(false, true)) {
                loop.execute(this::release);
            }
        };
    }

    /** Puts the end off until a connection has been closed. */
    void hold(Channel channel) {
        Runnable gone = hold();
        channel.closeFuture().addListener(closed -> gone.run());
    }

    private void release() {
        held--;
        tellIfOver();
    }

    private void end(Runnable how) {
        ended = true;
        end = how;
        // Whatever was begun on this loop a moment ago is there by then.
        loop.execute(this::tellIfOver);
    }

    private void tellIfOver() {
        if (ended && held == 0) {
            Runnable how = end;
            end = () -> {};
            how.run();
        }
    }

    private void fail(Throwable failure) {
        if (failure instanceof WorkFailedException foreseen) {
            run.failed(foreseen.failure());
        } else {
            log.log(Level.ERROR, "A task failed", failure);
            run.failed(TaskFailure.INTERNAL_ERROR);
        }
    }
}
