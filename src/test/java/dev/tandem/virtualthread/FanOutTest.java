package dev.tandem.virtualthread;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskRun;
import dev.tandem.metrics.LiveVirtualThreads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FanOutTest {
    private static final int MANY = 200;

    private final LiveVirtualThreads live = new LiveVirtualThreads(new SimpleMeterRegistry());
    private final List<Integer> done = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    /** Only progress is told here. */
    private final TaskRun run = new TaskRun() {
        @Override
        public void progress(int sofar, int total) {
            done.add(sofar);
        }

        @Override
        public void output(OutputChannel channel, byte[] bytes) {
            throw new AssertionError();
        }

        @Override
        public void succeeded(TaskResult result) {
            throw new AssertionError();
        }

        @Override
        public void failed(TaskFailure failure) {
            throw new AssertionError();
        }

        @Override
        public void stopped() {
            throw new AssertionError();
        }
    };

    private FanOut fanOut(int concurrency) {
        return new FanOut(new VirtualThreads(live), concurrency, run);
    }

    private static List<Integer> inputs(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @AfterEach
    void noThreadIsLeft() {
        eventually("no thread is left").until(() -> live.count() == 0);
    }

    @Test
    void outputsAreInTheOrderOfTheInputs_andProgressOnlyRises() throws InterruptedException {
        var odd = new CountDownLatch[MANY];
        Arrays.setAll(odd, input -> new CountDownLatch(1));
        assertThat(fanOut(7).each(inputs(MANY), input -> {
                    if (input % 2 == 0) {
                        odd[input + 1].await();
                    } else {
                        odd[input].countDown();
                    }
                    return "" + input;
                }))
                .containsExactlyElementsOf(
                        inputs(MANY).stream().map(String::valueOf).toList());
        assertThat(done).isEqualTo(IntStream.rangeClosed(1, MANY).boxed().toList());
    }

    @Test
    void noInput_isNoOutput() throws InterruptedException {
        assertThat(fanOut(1).each(List.<Integer>of(), input -> input)).isEmpty();
    }

    @Test
    void soManyAreUnderWayAtATime_andNoMore() throws InterruptedException {
        var begun = new AtomicInteger();
        List<Integer> begunWhenAllHaveMet = new ArrayList<>();
        var meeting = new CyclicBarrier(5, () -> begunWhenAllHaveMet.add(begun.get()));
        fanOut(5).each(inputs(MANY), input -> {
            begun.incrementAndGet();
            return meet(meeting);
        });
        assertThat(begunWhenAllHaveMet)
                .isEqualTo(IntStream.rangeClosed(1, MANY / 5)
                        .map(meetings -> meetings * 5)
                        .boxed()
                        .toList());
    }

    private static int meet(CyclicBarrier meeting) throws InterruptedException {
        try {
            return meeting.await(10, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("too few are under way", e);
        }
    }

    @Test
    void eachHasAVirtualThreadOfItsOwn() throws InterruptedException {
        List<Thread> threads = fanOut(3).each(inputs(10), input -> Thread.currentThread());
        assertThat(threads).doesNotHaveDuplicates().allMatch(Thread::isVirtual);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void oneThatFails_interruptsTheOthers_whoHaveEndedBeforeItIsTold(int failing) {
        var begun = new AtomicInteger();
        var interrupted = new AtomicInteger();
        assertThatThrownBy(() -> fanOut(4).each(inputs(4), input -> {
                    begun.incrementAndGet();
                    if (input == failing) {
                        eventually("all have begun").until(() -> begun.get() == 4);
                        throw new IllegalArgumentException("nobody foresaw this");
                    }
                    try {
                        release.await();
                    } finally {
                        interrupted.incrementAndGet();
                    }
                    return input;
                }))
                .hasRootCauseMessage("nobody foresaw this");
        assertThat(interrupted).hasValue(3);
        assertThat(done).isEmpty();
    }

    @Test
    void oneThatIsRefused_isARefusalOfAll() {
        assertThatThrownBy(() -> fanOut(2).each(inputs(2), input -> {
                    throw Problem.of(ProblemCode.TASK_UNKNOWN, "refused").asException();
                }))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void anInterrupt_isPassedOn_andTheLastHasEndedBeforeItIsTold() throws Exception {
        var begun = new AtomicInteger();
        var interrupted = new AtomicInteger();
        var leave = new CountDownLatch(1);
        var ended = new AtomicInteger();
        try (var executor = Executors.newSingleThreadExecutor()) {
            Future<?> asking = executor.submit(() -> {
                try {
                    fanOut(4).each(inputs(10), input -> {
                        begun.incrementAndGet();
                        try {
                            release.await();
                        } finally {
                            interrupted.incrementAndGet();
                            leave.await();
                            ended.incrementAndGet();
                        }
                        return input;
                    });
                } catch (InterruptedException e) {
                    return ended.get();
                }
                return -1;
            });
            eventually("as many as may have begun").until(() -> begun.get() == 4);
            executor.shutdownNow();
            eventually("all are interrupted").until(() -> interrupted.get() == 4);
            assertThat(asking).isNotDone();
            leave.countDown();
            assertThat(asking.get()).isEqualTo(4);
        }
        assertThat(begun).hasValue(4);
    }
}
