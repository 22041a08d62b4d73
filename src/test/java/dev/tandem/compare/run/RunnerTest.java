package dev.tandem.compare.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tandem.compare.analysis.Recovery;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.load.Request;
import dev.tandem.compare.target.JvmMeter;
import dev.tandem.compare.target.ProcessMeter;
import dev.tandem.compare.target.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An overload of a server that refuses everything from then on, and that takes its time to say what it has used. */
class RunnerTest {
    private static final Duration PART = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMillis(500);
    private static final Times SHORT = new Times(PART, PART, LONGEST, PART, PART);

    /** Hardly anything comes in the overload, so that it is seen when it begins. */
    private static final Runner.Rates RATES = new Runner.Rates(200, 0.001);

    private static final int SOME = 20;
    private static final int MANY = 100;

    private final Semaphore answered = new Semaphore(0);
    private final Semaphore refused = new Semaphore(0);
    private volatile boolean refusing;
    private String phase = "";
    private HttpServer http;

    @BeforeEach
    void serve() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            boolean refuses = refusing;
            exchange.sendResponseHeaders(refuses ? 503 : 204, -1);
            exchange.close();
            (refuses ? refused : answered).release();
        });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    /** It recovers, if it does, with the second time that it is asked in the overload. */
    private final class Overloaded implements Server {
        private final boolean recovers;

        Overloaded(boolean recovers) {
            this.recovers = recovers;
        }

        @Override
        public URI url() {
            return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
        }

        @Override
        public Optional<ProcessMeter> process() {
            return Optional.empty();
        }

        @Override
        public Optional<JvmMeter> jvm() {
            return Optional.empty();
        }

        @Override
        public Reading read() {
            if (phase.equals("overload")) {
                if (refusing) {
                    await(refused, MANY);
                    refusing = !recovers;
                } else {
                    await(answered, SOME);
                    refusing = true;
                }
            }
            return Server.super.read();
        }

        private static void await(Semaphore requests, int count) {
            requests.drainPermits();
            try {
                assertThat(requests.tryAcquire(count, 30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }

    private Recovery recovery(Server server) {
        return new Runner(SHORT, what -> phase = what, () -> new Histogram(3))
                .run(
                        new Scenario.Overload("overload", "", 8, List.of(Request.get("/"))),
                        server,
                        new Runner.Place(Side.A, 0, true),
                        RATES)
                .recovery()
                .orElseThrow();
    }

    @Test
    void anOverloadBeginsWhenTheServerHasBeenAsked_andItIsRecoveredFromBeforeItIsAskedAgain() {
        assertThat(recovery(new Overloaded(true)).time()).isPositive();
    }

    @Test
    void whoDoesNotRecover_isToldWithTheLongestTime_andThatItIsThat() {
        assertThat(recovery(new Overloaded(false))).isEqualTo(new Recovery(LONGEST, false));
    }
}
