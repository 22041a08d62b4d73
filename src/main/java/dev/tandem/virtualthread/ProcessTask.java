package dev.tandem.virtualthread;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput.Run;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.task.TaskRun.OutputChannel;
import dev.tandem.core.task.WorkSettings;
import dev.tandem.core.work.OutputReader;
import dev.tandem.core.work.ProcessTree;
import dev.tandem.core.work.WorkFailedException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs programs: a virtual thread waits for the end of each, and two platform threads read what it writes. Reading a pipe
 * blocks the thread of the system that does it, so a virtual thread would keep its carrier for as long as the program is
 * silent; the JDK makes up for that with further carriers up to 256, and then no virtual thread runs any more. As many
 * programs run at a time as there may be threads that read; further ones wait for their turn, as far as the line has room.
 *
 * <p>The readers come to their end when nobody is left who could write. Should somebody have hidden from
 * {@link ProcessTree}, he is not waited for longer than {@link OutputReader#LONGEST_WAIT}; his reader keeps its place.
 */
final class ProcessTask {
    private static final int READERS_EACH = 2;

    private final Semaphore readers;
    private final AtomicInteger waiting = new AtomicInteger();
    private final int maxWaiting;
    private final Duration killGrace;
    private final Ticker ticker;

    ProcessTask(WorkSettings settings, Ticker ticker) {
        readers = new Semaphore(READERS_EACH * settings.maxPrograms(), true);
        maxWaiting = settings.maxQueuedPrograms();
        killGrace = settings.killGrace();
        this.ticker = ticker;
    }

    TaskResult run(Run input, TaskRun run) throws InterruptedException, WorkFailedException {
        awaitTurn();
        ProcessTree processes = start(input);
        int maxBytes = input.command().maxOutputBytes();
        var output = new OutputReader(processes.output(), OutputChannel.STDOUT, maxBytes, run);
        var errorOutput = new OutputReader(processes.errorOutput(), OutputChannel.STDERR, maxBytes, run);
        var read = new CountDownLatch(READERS_EACH);
        try {
            read(output, read);
            read(errorOutput, read);
            processes.awaitExit();
        } finally {
            processes.end(killGrace, ticker);
            await(read);
        }
        return OutputReader.exited(processes, output, errorOutput);
    }

    private void awaitTurn() throws InterruptedException, WorkFailedException {
        // With a timeout, be it none, those who came before are not overtaken.
        if (readers.tryAcquire(READERS_EACH, 0, TimeUnit.NANOSECONDS)) {
            return;
        }
        try {
            if (waiting.incrementAndGet() > maxWaiting) {
                throw new WorkFailedException(TaskFailure.PROCESS_LIMIT_REACHED);
            }
            readers.acquire(READERS_EACH);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private ProcessTree start(Run input) throws WorkFailedException {
        try {
            return ProcessTree.start(input);
        } catch (WorkFailedException | RuntimeException | Error e) {
            readers.release(READERS_EACH);
            throw e;
        }
    }

    private void read(OutputReader reader, CountDownLatch read) {
        Thread.ofPlatform().name("tandem-pipe").daemon().start(() -> {
            try {
                reader.readAll();
            } finally {
                readers.release();
                read.countDown();
            }
        });
    }

    private void await(CountDownLatch read) {
        try (var _ = Deadline.in(ticker, OutputReader.LONGEST_WAIT, () -> giveUp(read))) {
            Uninterrupted.await(read);
        }
    }

    private static void giveUp(CountDownLatch read) {
        while (read.getCount() > 0) {
            read.countDown();
        }
    }
}
