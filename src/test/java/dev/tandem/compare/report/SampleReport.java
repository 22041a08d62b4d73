package dev.tandem.compare.report;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.Experiment;
import dev.tandem.compare.analysis.LoadPoint;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Metric;
import dev.tandem.compare.analysis.Recovery;
import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.load.Transport;
import dev.tandem.compare.run.Result;
import dev.tandem.compare.run.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A report with everything in it that a report can have: each kind of scenario, of verdict and of fault. */
final class SampleReport {
    static final String LATE = "The generator was late: 1 % of what was due was sent more than 31.4 ms after its time";
    static final String DIED = "The server has ended";

    private SampleReport() {}

    static Report of(String a, String b) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("operating system", "Linux 6.1.0-41-amd64, Debian 12");
        environment.put("processor", "AMD EPYC 7763 64-Core Processor, 2 of its cores");
        environment.put("memory", "25.2 GB");
        environment.put("JVM", "OpenJDK 64-Bit Server VM 25.0.1+8-LTS");
        environment.put("Tandem", "0.1.0-SNAPSHOT, faa3d8d");
        return new Report(
                "Event loop and virtual threads, measured in pairs",
                Instant.parse("2026-11-26T01:10:00Z"),
                Instant.parse("2026-11-26T02:57:20Z"),
                "java -jar tandem.jar compare --scenarios=echo,wait,fanout-ws,idle,overload,fetch,cpu --pairs=5 --out=report",
                environment,
                new Report.Party(a, configuration(Map.of("tandem.models", "event-loop", "threads", "2 event loops"))),
                new Report.Party(b, configuration(Map.of("tandem.models", "virtual-thread"))),
                List.of(
                        "The load was made on the machine that was measured, and took CPU from it.",
                        "2 processors: anything that takes more of them is not seen.",
                        "Scenario fetch says nothing."),
                List.of(echo(), waiting(), fanOut(), idle(), overload(), fetch(), cpu()));
    }

    static Result echo() {
        List<Measurement> runs = new Experiment(3, 5)
                .effect(Metric.P50, 1.32)
                .effect(Metric.P999, 1.25)
                .effect(Metric.CPU, 1.19)
                .effect(Metric.ALLOCATED, 0.61)
                .effect(Metric.THREADS, 1.4)
                .noise(0.02)
                .runs();
        runs.add(4, spoilt(runs.get(4), LATE));
        return result(
                requests("echo", "a small JSON document is read and written", 256),
                6_200,
                curves(14_000, 11_500),
                runs);
    }

    static Result waiting() {
        return result(
                requests("wait", "an upstream that takes 100 ms, thousands at once", 6_000),
                8_400,
                curves(17_000, 17_400),
                new Experiment(5, 5).noise(0.05).runs());
    }

    static Result fanOut() {
        var scenario = new Scenario.FanOut(
                "fanout-ws",
                "1,000 subscribers, 50 messages of 128 bytes a second",
                Transport.WEBSOCKET,
                1_000,
                0,
                50,
                128,
                "/publish",
                "/subscribe");
        return result(
                scenario,
                0,
                Map.of(),
                new Experiment(6, 5)
                        .effect(Metric.CPU, 1.6)
                        .effect(Metric.P50, 0.8)
                        .runs());
    }

    static Result idle() {
        var scenario =
                new Scenario.Idle("idle", "WebSockets on which nothing happens", List.of(2_500, 5_000, 10_000), "/");
        return result(
                scenario,
                0,
                Map.of(),
                new Experiment(7, 5)
                        .effect(Metric.HEAP_EACH, 1.7)
                        .effect(Metric.RSS_EACH, 1.4)
                        .idleRuns());
    }

    /** One side recovers at once each time, so that there is no ratio. */
    static Result overload() {
        var scenario = new Scenario.Overload(
                "overload", "one and a half times what is possible, for ten seconds", 6_000, List.of());
        List<Measurement> runs = new ArrayList<>();
        int number = 0;
        for (Measurement run : new Experiment(8, 5).runs()) {
            Duration time = run.side() == Side.A ? Duration.ZERO : Duration.ofMillis(3_800 + 60L * number++);
            runs.add(recovered(run, new Recovery(time, true)));
        }
        return result(scenario, 7_000, curves(14_000, 14_500), runs);
    }

    /** Two pairs that differ, and a third that was void three times. */
    static Result fetch() {
        List<Measurement> runs = new ArrayList<>(
                new Experiment(9, 2).noise(0.0001).effect(Metric.CPU, 3).runs());
        Measurement last = new Experiment(9, 3).runs().get(4);
        Result good = result(
                requests("fetch", "ten calls of an upstream at a time, one of them slow", 6_000),
                950,
                curves(2_000, 1_900),
                runs);
        runs.addAll(List.of(spoilt(last, LATE), spoilt(last, DIED), spoilt(last, DIED)));
        return new Result(
                good.scenario(), good.rate(), good.curves(), runs, good.comparisons(), List.of(DIED), List.of());
    }

    /** A single pair. */
    static Result cpu() {
        return result(requests("cpu", "a digest over 500 rounds", 256), 900, Map.of(), new Experiment(10, 1).runs());
    }

    static Scenario requests(String name, String title, int connections) {
        return new Scenario.Requests(name, title, connections, List.of(), OptionalDouble.empty());
    }

    static Result result(Scenario scenario, double rate, Map<Side, List<LoadPoint>> curves, List<Measurement> runs) {
        List<Measurement> good = runs.stream().filter(run -> !run.isVoid()).toList();
        return new Result(scenario, rate, curves, runs, Comparison.of(good), List.of(), List.of());
    }

    static Measurement recovered(Measurement run, Recovery recovery) {
        return new Measurement(
                run.scenario(),
                run.side(),
                run.pair(),
                run.first(),
                run.load(),
                run.usage(),
                run.memory(),
                Optional.of(recovery),
                run.faults());
    }

    static Measurement spoilt(Measurement run, String fault) {
        return new Measurement(
                run.scenario(),
                run.side(),
                run.pair(),
                run.first(),
                run.load(),
                run.usage(),
                run.memory(),
                run.recovery(),
                List.of(fault));
    }

    private static Map<Side, List<LoadPoint>> curves(double a, double b) {
        return new TreeMap<>(Map.of(Side.A, curve(a), Side.B, curve(b)));
    }

    /** Latency as that of a queue, up to its capacity. */
    private static List<LoadPoint> curve(double capacity) {
        List<LoadPoint> points = new ArrayList<>();
        for (double offered = 500; points.isEmpty() || points.getLast().offered() < capacity; offered *= 1.5) {
            double load = Math.min(0.995, offered / capacity);
            points.add(new LoadPoint(
                    offered,
                    Math.min(offered, capacity),
                    0.6 / (1 - load),
                    offered > capacity ? 900 : 1.9 / (1 - load),
                    OptionalDouble.of(1.8 * load)));
        }
        return points;
    }

    private static Map<String, String> configuration(Map<String, String> own) {
        Map<String, String> configuration = new TreeMap<>(own);
        configuration.put("JVM options", "-Xmx1g -XX:+UseParallelGC");
        configuration.put("heap, maximum", "1024 MiB");
        configuration.put("processors", "2");
        configuration.put("tandem.max-connections", "20000");
        return configuration;
    }
}
