package dev.tandem.eventloop;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.task.TaskRunner;
import dev.tandem.core.task.WorkSettings;
import dev.tandem.metrics.PoolGauges;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Does the work of tasks on the loops that serve clients, as far as it is waiting, and on pools, as far as it blocks or
 * computes. Each pool is for one thing, so that what fills one is felt by nobody else.
 */
final class TaskRunners implements TaskRunner, AutoCloseable {
    private final LoopResources loops;
    private final Ticker ticker;
    private final Pool namesPool;
    private final Pool processesPool;
    private final ComputingThreads computing;
    private final SleepTask sleep = new SleepTask();
    private final FetchTask fetch;
    private final ResolveTask resolve;
    private final ProcessTask process;
    private final DigestTask digest;

    TaskRunners(LoopResources loops, WorkSettings settings, Ticker ticker) {
        this.loops = loops;
        this.ticker = ticker;
        namesPool = Pool.queueing("names", settings.lookupThreads(), new LinkedBlockingQueue<>());
        processesPool = ProcessTask.pool(settings);
        computing = new ComputingThreads(settings.computingThreads(), settings.maxQueuedComputations());
        Names names = new Names(namesPool);
        fetch = new FetchTask(new FetchClient(loops, settings.fetchPolicy(), names), settings.fetchPolicy());
        resolve = new ResolveTask(new DnsClient(loops), names, settings.nameServers());
        process = new ProcessTask(processesPool, settings);
        digest = new DigestTask(computing);
    }

    /** Shows how busy the pools are. */
    void watch(PoolGauges gauges) {
        List.of(namesPool, processesPool).forEach(pool -> pool.watch(gauges));
        computing.watch(gauges);
    }

    /** The threads that compute, for whoever else has to. */
    ComputingThreads computing() {
        return computing;
    }

    @Override
    public Execution start(TaskInput input, TaskRun run) {
        EventLoop loop = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
        Work work = new Work(run, loop, ticker);
        work.begin(Mono.defer(() -> run(input, work)));
        return work;
    }

    private Mono<TaskResult> run(TaskInput input, Work work) {
        return switch (input) {
            case TaskInput.Sleep it -> sleep.run(it, work);
            case TaskInput.Fetch it -> fetch.run(it, work);
            case TaskInput.Resolve it -> resolve.run(it, work);
            case TaskInput.Run it -> process.run(it, work);
            case TaskInput.Digest it -> digest.run(it, work);
        };
    }

    @Override
    public void close() {
        List.of(namesPool, processesPool).forEach(Pool::close);
        computing.close();
    }
}
