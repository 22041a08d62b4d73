package dev.tandem.compare.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.load.Request;
import dev.tandem.compare.target.RunningServer;
import dev.tandem.compare.target.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which runs are made, in which order and how often, of a server that answers at once, or not. */
class PlanTest {
    private static final Times SHORT = new Times(
            Duration.ofMillis(200),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            Duration.ofMillis(300));

    private final List<Side> sides = new ArrayList<>();
    private final List<String> begun = new ArrayList<>();
    private HttpServer http;
    private AtomicInteger refused;

    @BeforeEach
    void serve() throws IOException {
        refused = new AtomicInteger();
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", PlanTest::answer);
        http.createContext("/never", HttpExchange::close);
        http.createContext("/seldom", exchange -> {
            if (ThreadLocalRandom.current().nextInt(10) == 0) {
                answer(exchange);
            } else {
                exchange.close();
            }
        });
        http.createContext("/slow", exchange -> {
            // One after the other, so that there can't be more than 1,000 a second.
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            answer(exchange);
        });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write(new byte[] {'o', 'k'});
        exchange.close();
    }

    /** Notes whose turn it is. */
    private final class Noting implements Servers {
        @Override
        public String label(Side side) {
            return side.name();
        }

        @Override
        public List<String> caveats(List<Scenario> scenarios) {
            return List.of();
        }

        @Override
        public Server next(Side side) {
            sides.add(side);
            return new RunningServer(
                    URI.create("http://127.0.0.1:" + http.getAddress().getPort()));
        }
    }

    private Result run(String path, int pairs, OptionalDouble rate) {
        var journal = new Plan.Journal() {
            @Override
            public void begin(Scenario scenario, String what) {
                begun.add(what);
            }

            @Override
            public void end(Measurement run) {
                refused.addAndGet(run.isVoid() ? 1 : 0);
            }
        };
        var scenario = new Scenario.Requests("x", "", 8, List.of(Request.get(path)), rate);
        return new Plan(
                        new Noting(),
                        new Calibration(SHORT, what -> {}),
                        new Runner(SHORT, what -> {}, () -> new Histogram(3)),
                        pairs,
                        OptionalDouble.empty(),
                        journal)
                .run(scenario);
    }

    @Test
    void pairsGoThereAndBackAgain() {
        Result result = run("/", 3, OptionalDouble.of(200));

        assertThat(result.rate()).isEqualTo(200);
        List<Side> good = result.runs().stream()
                .filter(run -> !run.isVoid())
                .map(Measurement::side)
                .toList();
        assertThat(good)
                .isEqualTo(
                        List.of(Side.A, Side.B, Side.B, Side.A, Side.A, Side.B).subList(0, good.size()));
        assertThat(sides).hasSize(good.size() + refused.get());
        assertThat(result.isValid()).isEqualTo(good.size() == 6);
    }

    @Test
    void aRunThatSaysNothingIsMadeThreeTimes_andThenItIsOver() {
        Result result = run("/never", 2, OptionalDouble.of(100));

        assertThat(sides).containsExactly(Side.A, Side.A, Side.A);
        assertThat(result.isValid()).isFalse();
        assertThat(result.faults()).anyMatch(fault -> fault.startsWith("Nothing came to a good end"));
        assertThat(result.runs()).hasSize(3).allMatch(Measurement::isVoid);
        assertThat(result.comparisons()).isEmpty();
    }

    @Test
    void theRateIsHalfOfWhatTheSlowerSideCanDo_whichIsFoundByRaisingIt() {
        Result result = run("/slow", 2, OptionalDouble.empty());

        assertThat(begun.subList(0, 2)).containsExactly("calibration, A", "calibration, B");
        assertThat(result.curves().get(Side.A)).isNotEmpty();
        // It can do no more than one each millisecond, and one more at the edge of a step of 300 ms.
        assertThat(result.rate()).isPositive().isLessThan(502);
    }

    @Test
    void whoCannotBeConnectedToIsNoRace() {
        http.stop(0);

        Result result = run("/", 2, OptionalDouble.of(100));

        assertThat(result.faults()).anyMatch(fault -> fault.startsWith("The server could not be connected to"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/never  | Nothing came to a good end: \\d+ closed",
                "/seldom | At 500 a second .* failed: \\d+ closed",
            })
    void whereNothingOrLittleCanBeDoneAtAll_noRunIsMade(String path, String said) {
        Result result = run(path, 2, OptionalDouble.empty());

        assertThat(sides).containsExactly(Side.A, Side.B);
        assertThat(result.faults())
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).matches("[AB]: " + said));
    }
}
