package dev.tandem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.core.Model;
import dev.tandem.metrics.PrometheusText;
import dev.tandem.metrics.TandemMeter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.io.File;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The meters of a running service, which has had a request, a stream and a refusal on each model. */
class MetricsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static Running running;

    @BeforeAll
    static void start() throws Exception {
        running = new Running();
        for (Model model : Model.values()) {
            try (Stream<String> events = running.events(model, "numbers")) {
                running.publish(model, "numbers", "1");
                running.get(running.of(model, "/nothing/here"));
                assertThat(events.anyMatch("data: 1"::equals)).isTrue();
            }
            running.spawn(model, "{\"kind\":\"sleep\",\"input\":{\"for\":\"1ms\"}}");
        }
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyDeclaredMeter_isThere_withTheTagsAndTheUnitThatAreDeclared(TandemMeter declared) throws Exception {
        List<Meter> live = await().atMost(SOON)
                .until(
                        () -> registry().getMeters().stream()
                                .filter(meter -> meter.getId().getName().equals(declared.meterName()))
                                .toList(),
                        meters -> !meters.isEmpty());

        assertThat(live).allSatisfy(meter -> {
            assertThat(meter.getId().getType()).isEqualTo(declared.type());
            assertThat(meter.getId().getDescription()).isEqualTo(declared.meaning());
            assertThat(meter.getId().getTags().stream().map(Tag::getKey))
                    .containsExactlyInAnyOrderElementsOf(declared.tags());
            if (declared.type() != Meter.Type.TIMER) {
                assertThat(Objects.requireNonNullElse(meter.getId().getBaseUnit(), ""))
                        .isEqualTo(declared.unit());
            }
        });
        assertThat(PrometheusText.parse(scrape()).names()).contains(DocumentationTest.prometheusName(declared));
    }

    @Test
    void everyMeterOfOurs_isDeclared() {
        Set<String> declared =
                Stream.of(TandemMeter.values()).map(TandemMeter::meterName).collect(Collectors.toSet());

        assertThat(registry().getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .filter(name -> name.startsWith("tandem")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(declared).contains(name));
    }

    @Test
    void whatHappened_isCountedForEachModel() {
        for (Model model : Model.values()) {
            String tag = "model=\"%s\"".formatted(model.text());
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(scrape().lines())
                            .contains(
                                    "tandem_publications_total{%s} 1.0".formatted(tag),
                                    "tandem_connections{%s,transport=\"sse\"} 0.0".formatted(tag),
                                    "tandem_disconnects_total{%s,reason=\"client_closed\",transport=\"sse\"} 1.0"
                                            .formatted(tag))
                            .anyMatch(line -> line.startsWith("tandem_http_requests_seconds_count{method=\"POST\","
                                    + tag + ",route=\"/v1/channels/{channel}/messages\",status=\"201\"} 1"))
                            .anyMatch(line -> line.startsWith("tandem_http_requests_seconds_count{method=\"GET\"," + tag
                                    + ",route=\"/v1/channels/{channel}/events\",status=\"200\"} 1"))
                            .anyMatch(line -> line.startsWith("tandem_http_requests_seconds_count{method=\"unknown\","
                                    + tag + ",route=\"unknown\",status=\"404\"} 1")));
        }
    }

    @Test
    void aTask_isCountedWhileItRunsAndWhenItIsOver() throws Exception {
        PrometheusText scrape = PrometheusText.parse(scrape());
        for (Model model : Model.values()) {
            Map<String, String> over = Map.of("model", model.text(), "kind", "sleep", "state", "succeeded");
            Map<String, String> running = Map.of("model", model.text(), "kind", "sleep", "state", "running");

            assertThat(scrape.value("tandem_tasks", "", running)).isZero();
            assertThat(scrape.value("tandem_tasks_ended_tasks_total", "", over)).isEqualTo(1);
            assertThat(scrape.value("tandem_task_duration_seconds", "_count", over))
                    .isEqualTo(1);
        }
    }

    @Test
    void aDelivery_isCountedOnceAndTimed() {
        for (Model model : Model.values()) {
            Map<String, String> labels = Map.of("model", model.text(), "transport", "sse");
            // The client may have read it before the server has counted it.
            await().atMost(SOON).untilAsserted(() -> {
                PrometheusText scrape = PrometheusText.parse(scrape());
                assertThat(scrape.value("tandem_deliveries_total", "", labels)).isEqualTo(1);
                assertThat(scrape.value("tandem_delivery_latency_seconds", "_count", labels))
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void flagsAndPermits_areCountedAndTheirWaitsTimed() throws Exception {
        for (Model model : Model.values()) {
            String flag = "/v1/flags/numbers-" + model.text();
            running.send("PUT", running.of(model, flag));
            running.send("POST", running.of(model, "/v1/semaphores/numbers/permits?permits=2&lease=1h"));
            running.get(running.of(model, flag + "-unset?wait=1ms"));
            running.send("POST", running.of(model, "/v1/semaphores/numbers-" + model.text() + "/permits?lease=1s"));
            running.send("POST", running.of(model, "/v1/semaphores/numbers-" + model.text() + "/permits?wait=1ms"));
        }

        await().atMost(SOON).untilAsserted(() -> {
            PrometheusText scrape = PrometheusText.parse(scrape());
            assertThat(scrape.value("tandem_flags", "", Map.of())).isEqualTo(2);
            assertThat(scrape.value("tandem_flag_memory_bytes", "", Map.of())).isBetween(1024.0, 2048.0);
            assertThat(scrape.value("tandem_semaphores", "", Map.of())).isEqualTo(3);
            assertThat(scrape.value("tandem_permits", "", Map.of())).isEqualTo(2);
            assertThat(scrape.value("tandem_leases_expired_total", "", Map.of("kind", "semaphore")))
                    .isEqualTo(2);
            for (Model model : Model.values()) {
                Map<String, String> labels = Map.of("model", model.text(), "ending", "timed_out");
                assertThat(scrape.value("tandem_flag_waits_seconds", "_count", labels))
                        .isEqualTo(1);
                assertThat(scrape.value("tandem_permit_waits_seconds", "_count", labels))
                        .isEqualTo(1);
            }
        });
    }

    @Test
    void theProcessAndTheJvm_areMeasured() throws Exception {
        assertThat(PrometheusText.parse(scrape()).names())
                .contains(
                        "process_cpu_seconds_total",
                        "process_cpu_usage",
                        "process_uptime_seconds",
                        "process_files_open_files",
                        "jvm_memory_used_bytes",
                        "jvm_buffer_memory_used_bytes",
                        "jvm_threads_live_threads",
                        "jvm_gc_memory_allocated_bytes_total",
                        "system_cpu_usage",
                        "logback_events_total");
    }

    @Test
    void noLabel_hasTheNameOfAChannel() throws Exception {
        assertThat(scrape()).doesNotContain("numbers").doesNotContain("/nothing/here");
    }

    @Test
    void theScrape_isReadByAStrictParser() throws Exception {
        PrometheusText scrape = PrometheusText.parse(scrape());

        assertThat(scrape.type("tandem_delivery_latency_seconds")).isEqualTo("histogram");
        assertThat(scrape.type("tandem_http_requests_seconds")).isEqualTo("histogram");
        assertThat(scrape.type("tandem_outbox_bytes")).isEqualTo("gauge");
        assertThat(scrape.type("tandem_disconnects_total")).isEqualTo("counter");
    }

    /** The parser above runs everywhere; this is Prometheus' own, with its rules for names, where it is installed. */
    @Test
    @EnabledIf("promtoolIsInstalled")
    void theScrape_isAcceptedByPromtool() throws Exception {
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var in = promtool.getOutputStream()) {
            in.write(scrape().getBytes(UTF_8));
        }
        String complaints = new String(promtool.getInputStream().readAllBytes(), UTF_8);

        assertThat(promtool.waitFor()).as(complaints).isZero();
        assertThat(complaints).isEmpty();
    }

    static boolean promtoolIsInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    }

    @Test
    void theScrape_isForPrometheus() throws Exception {
        HttpResponse<String> response = running.get(running.ofConsole("/actuator/prometheus"));

        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain;version=0.0.4"));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    private static MeterRegistry registry() {
        return running.server().root().getBean(MeterRegistry.class);
    }

    private static String scrape() throws Exception {
        return running.get(running.ofConsole("/actuator/prometheus")).body();
    }
}
