package dev.tandem.eventloop;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tandem.core.Ticker;
import dev.tandem.core.task.TaskRunner;
import dev.tandem.core.task.WorkSettings;
import dev.tandem.work.DigestWorkContract;
import dev.tandem.work.FetchWorkContract;
import dev.tandem.work.ProcessWorkContract;
import dev.tandem.work.ResolveWorkContract;
import dev.tandem.work.SleepWorkContract;
import dev.tandem.work.TaskWorkContract;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import reactor.netty.resources.LoopResources;

/** The work of tasks on the event loop. No loop is blocked, and no buffer leaks. */
@ExtendWith(EventLoopChecks.class)
class TaskRunnersTest {
    private static final String LOOPS = "test-loop";
    private static final List<String> WORKERS = List.of(LOOPS, "tandem-computing-", "tandem-processes-");

    @BeforeAll
    static void logAsTheServiceDoes() {
        ((Logger) LoggerFactory.getLogger("reactor.netty.http.client.HttpClientConnect")).setLevel(Level.ERROR);
    }

    private static TaskRunner runner(TaskWorkContract contract, WorkSettings settings, Ticker ticker) {
        LoopResources loops = LoopResources.create(LOOPS, 2, true);
        contract.closeLater(
                () -> loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block());
        return contract.closeLater(new TaskRunners(loops, settings, ticker));
    }

    @Nested
    class Sleep extends SleepWorkContract {
        @Override
        protected TaskRunner runner(WorkSettings settings, Ticker ticker) {
            return TaskRunnersTest.runner(this, settings, ticker);
        }

        @Override
        protected List<String> workers() {
            return WORKERS;
        }
    }

    @Nested
    class Fetch extends FetchWorkContract {
        @Override
        protected TaskRunner runner(WorkSettings settings, Ticker ticker) {
            return TaskRunnersTest.runner(this, settings, ticker);
        }

        @Override
        protected List<String> workers() {
            return WORKERS;
        }
    }

    @Nested
    class Resolve extends ResolveWorkContract {
        @Override
        protected TaskRunner runner(WorkSettings settings, Ticker ticker) {
            return TaskRunnersTest.runner(this, settings, ticker);
        }

        @Override
        protected List<String> workers() {
            return WORKERS;
        }
    }

    @Nested
    class Programs extends ProcessWorkContract {
        @Override
        protected TaskRunner runner(WorkSettings settings, Ticker ticker) {
            return TaskRunnersTest.runner(this, settings, ticker);
        }

        @Override
        protected List<String> workers() {
            return WORKERS;
        }
    }

    @Nested
    class Digest extends DigestWorkContract {
        @Override
        protected TaskRunner runner(WorkSettings settings, Ticker ticker) {
            return TaskRunnersTest.runner(this, settings, ticker);
        }

        @Override
        protected List<String> workers() {
            return WORKERS;
        }
    }
}
