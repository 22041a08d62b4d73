package dev.tandem.compare.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tandem.compare.analysis.LoadPoint;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.analysis.Usage;
import dev.tandem.compare.load.Request;
import dev.tandem.compare.target.RunningServer;
import dev.tandem.compare.target.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which runs are made, in which order and how often: of what is scripted, and of a server that is there. */
class PlanTest {
    private static final Times SHORT = new Times(
            Duration.ofMillis(200),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofMillis(300),
            Duration.ofMillis(300));

    private static final Scenario OVERLOAD = new Scenario.Overload("overload", "", 8, List.of(Request.get("/")));

    private final List<Side> sides = new ArrayList<>();
    private final List<String> begun = new ArrayList<>();
    private final List<Measurement> ended = new ArrayList<>();
    private final List<Runner.Rates> rates = new ArrayList<>();
    private final Map<Side, Calibration.Found> found = new EnumMap<>(Side.class);
    private final Deque<String> faults = new ArrayDeque<>();
    private HttpServer http;

    @BeforeEach
    void serve() throws IOException {
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
            return server();
        }
    }

    private Server server() {
        return new RunningServer(
                URI.create("http://127.0.0.1:" + http.getAddress().getPort()));
    }

    private final class Recorder implements Plan.Journal {
        @Override
        public void begin(Scenario scenario, String what) {
            begun.add(what);
        }

        @Override
        public void end(Measurement run) {
            ended.add(run);
        }
    }

    /** Of a server that is there. */
    private Result run(String path, int pairs, OptionalDouble rate) {
        return new Plan(
                        new Noting(),
                        new Calibration(SHORT, what -> {}),
                        new Runner(SHORT, what -> {}, () -> new Histogram(3)),
                        pairs,
                        OptionalDouble.empty(),
                        new Recorder())
                .run(requests(path, rate));
    }

    private static Scenario.Requests requests(String path, OptionalDouble rate) {
        return new Scenario.Requests("x", "", 8, List.of(Request.get(path)), rate);
    }

    /** Each run has the next of the faults, where an empty one is none; those that are left are good. */
    private Result scripted(Scenario scenario, int pairs) {
        return new Plan(
                        new Noting(),
                        (_, _) -> Objects.requireNonNull(found.get(sides.getLast())),
                        this::scriptedRun,
                        pairs,
                        OptionalDouble.empty(),
                        new Recorder())
                .run(scenario);
    }

    private Measurement scriptedRun(Scenario scenario, Server server, Runner.Place place, Runner.Rates asked) {
        rates.add(asked);
        String fault = faults.isEmpty() ? "" : faults.remove();
        return new Measurement(
                scenario.name(),
                place.side(),
                place.pair(),
                place.first(),
                Optional.empty(),
                Usage.UNKNOWN,
                List.of(),
                Optional.empty(),
                fault.isEmpty() ? List.of() : List.of(fault));
    }

    /** In requests a second. */
    private static Calibration.Found capacity(double most) {
        return new Calibration.Found(
                List.of(new LoadPoint(most, most, 1, 1, OptionalDouble.empty())), List.of(), List.of());
    }

    @Test
    void pairsGoThereAndBackAgain() {
        Result result = scripted(requests("/", OptionalDouble.of(200)), 3);

        assertThat(sides).containsExactly(Side.A, Side.B, Side.B, Side.A, Side.A, Side.B);
        assertThat(result.runs()).extracting(Measurement::side).isEqualTo(sides);
        assertThat(result.runs()).extracting(Measurement::pair).containsExactly(0, 0, 1, 1, 2, 2);
        assertThat(result.runs()).extracting(Measurement::first).containsExactly(true, false, true, false, true, false);
        assertThat(result.runs()).isEqualTo(ended);
        assertThat(result.isValid()).isTrue();
        assertThat(result.rate()).isEqualTo(200);
        assertThat(rates).hasSize(6).containsOnly(new Runner.Rates(200, 0));
    }

    @Test
    void aVoidRunIsMadeAgain_inItsPlace() {
        faults.addAll(List.of("", "late", "late"));

        Result result = scripted(requests("/", OptionalDouble.of(200)), 2);

        assertThat(sides).containsExactly(Side.A, Side.B, Side.B, Side.B, Side.B, Side.A);
        assertThat(result.isValid()).isTrue();
        assertThat(result.runs()).extracting(Measurement::pair).containsExactly(0, 0, 0, 0, 1, 1);
        assertThat(result.runs())
                .extracting(Measurement::isVoid)
                .containsExactly(false, true, true, false, false, false);
        assertThat(result.runs()).isEqualTo(ended);
    }

    @Test
    void whatIsVoidThreeTimesIsOver() {
        faults.addAll(List.of("", "late", "late", "ended"));

        Result result = scripted(requests("/", OptionalDouble.of(200)), 2);

        assertThat(sides).containsExactly(Side.A, Side.B, Side.B, Side.B);
        assertThat(result.isValid()).isFalse();
        assertThat(result.faults()).containsExactly("ended");
    }

    @ParameterizedTest
    @CsvSource({"1000, 600", "600, 1000"})
    void theRateIsHalfOfWhatTheSlowerSideCanDo(double a, double b) {
        found.putAll(Map.of(Side.A, capacity(a), Side.B, capacity(b)));

        Result result = scripted(requests("/", OptionalDouble.empty()), 1);

        assertThat(begun.subList(0, 2)).containsExactly("calibration, A", "calibration, B");
        assertThat(sides).containsExactly(Side.A, Side.B, Side.A, Side.B);
        assertThat(result.curves())
                .containsOnly(
                        Map.entry(Side.A, capacity(a).curve()),
                        Map.entry(Side.B, capacity(b).curve()));
        assertThat(result.rate()).isEqualTo(300);
        assertThat(rates).extracting(Runner.Rates::usual).containsOnly(300.0);
    }

    @ParameterizedTest
    @CsvSource({"1000, 600", "600, 1000"})
    void anOverloadIsOneAndAHalfTimesWhatTheFasterSideCanDo(double a, double b) {
        found.putAll(Map.of(Side.A, capacity(a), Side.B, capacity(b)));

        Result result = scripted(OVERLOAD, 1);

        assertThat(rates).hasSize(2).containsOnly(new Runner.Rates(300, 1500));
        assertThat(result.caveats())
                .containsExactly("both were asked for 1,500 a second, one and a half times what the faster one can do");
    }

    @Test
    void whereOneSideCannotBeCalibrated_neitherIsAskedForAnything() {
        found.put(Side.A, new Calibration.Found(List.of(), List.of("late"), List.of("still changed")));
        found.put(Side.B, capacity(600));

        Result result = scripted(OVERLOAD, 1);

        assertThat(result.faults()).containsExactly("A: late");
        assertThat(result.caveats()).containsExactly("A: still changed");
        assertThat(result.runs()).isEmpty();
        assertThat(rates).isEmpty();
    }

    @Test
    void howMuchCanBeDone_isFoundByRaisingTheRate() {
        Calibration.Found slow =
                new Calibration(SHORT, what -> {}).calibrate(requests("/slow", OptionalDouble.empty()), server());

        assertThat(slow.faults()).isEmpty();
        assertThat(slow.curve().getFirst().offered()).isEqualTo(500);
        // It can do no more than one each millisecond, and one more at the edge of a step of 300 ms.
        assertThat(LoadPoint.capacity(slow.curve())).isPositive().isLessThan(1004);
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
