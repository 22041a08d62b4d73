package dev.tandem.virtualthread;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.task.TaskRunner;
import dev.tandem.core.task.WorkSettings;
import dev.tandem.core.work.WorkFailedException;
import dev.tandem.metrics.PoolGauges;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;

/**
 * The work of tasks on virtual threads: each has one of its own and is code that blocks, and stopping it is an interrupt.
 * That code may start further threads, but outlives them, so where it returns, or is left by an exception, nothing of the
 * work is left.
 *
 * <p>Two things are done on platform threads, in pools of bounded size: what computes, and what blocks in native code.
 */
final class TaskRunners implements TaskRunner, AutoCloseable {
    private static final Logger log = System.getLogger(TaskRunners.class.getName());

    private final VirtualThreads threads;
    private final ComputingThreads computing;
    private final SystemNames names;
    private final SleepTask sleep;
    private final FetchTask fetch;
    private final ResolveTask resolve;
    private final ProcessTask process;
    private final DigestTask digest;

    TaskRunners(WorkSettings settings, Ticker ticker, VirtualThreads threads) {
        this.threads = threads;
        computing = new ComputingThreads(settings.computingThreads(), settings.maxQueuedComputations());
        names = new SystemNames(settings.lookupThreads());
        sleep = new SleepTask(ticker);
        fetch = new FetchTask(settings.fetchPolicy(), ticker, threads, names);
        resolve = new ResolveTask(settings.nameServers(), ticker, threads, names);
        process = new ProcessTask(settings, ticker);
        digest = new DigestTask(computing);
    }

    /** Shows how busy the pools are. */
    void bindTo(PoolGauges gauges) {
        bind(gauges, "computing", computing.pool());
        bind(gauges, "names", names.pool());
    }

    /** The threads that compute, for whoever else has to. */
    ComputingThreads computing() {
        return computing;
    }

    private static void bind(PoolGauges gauges, String name, ThreadPoolExecutor pool) {
        gauges.bind(name, pool::getActiveCount, () -> pool.getQueue().size(), pool::getMaximumPoolSize);
    }

    @Override
    public Execution start(TaskInput input, TaskRun run) {
        return threads.start(() -> end(input, run).accept(run))::interrupt;
    }

    /** Does the work, and returns what is to be told of its end. */
    private Consumer<TaskRun> end(TaskInput input, TaskRun run) {
        try {
            TaskResult result = work(input, run);
            return told -> told.succeeded(result);
        } catch (InterruptedException e) {
            return TaskRun::stopped;
        } catch (WorkFailedException e) {
            return told -> told.failed(e.failure());
        } catch (RuntimeException | Error e) {
            log.log(Level.ERROR, "A task of kind " + input.kind().text() + " failed", e);
            return told -> told.failed(TaskFailure.INTERNAL_ERROR);
        }
    }

    private TaskResult work(TaskInput input, TaskRun run) throws InterruptedException, WorkFailedException {
        return switch (input) {
            case TaskInput.Sleep todo -> sleep.run(todo);
            case TaskInput.Fetch todo -> fetch.run(todo, run);
            case TaskInput.Resolve todo -> resolve.run(todo, run);
            case TaskInput.Run todo -> process.run(todo, run);
            case TaskInput.Digest todo -> digest.run(todo, run);
        };
    }

    @Override
    public void close() {
        computing.close();
        names.close();
    }
}
