package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.work.ScriptedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of the work by which models are compared, and what becomes of it without an upstream. */
abstract class WorkLimitsContract extends Contract {
    private static final int CONNECTIONS = 2;
    private static final Called UPSTREAM = new Called();
    private static final Service SERVICE = Service.start(
            Service.Variant.STANDARD,
            "--tandem.work.upstream=" + UPSTREAM.url(),
            "--tandem.work.upstream-connections=" + CONNECTIONS,
            "--tandem.work.upstream-timeout=500ms",
            "--tandem.work.blocking-threads=1",
            "--tandem.work.max-queued-calls=1",
            "--tandem.tasks.computing-threads=1",
            "--tandem.tasks.max-queued-computations=0",
            "--tandem.server.request-timeout=300ms");
    private static final String SILENT = "The upstream was silent for 500ms (tandem.work.upstream-timeout)";

    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    final Service service() {
        return SERVICE;
    }

    @AfterEach
    void goOnAsUsual() {
        UPSTREAM.doesAsUsual();
        release.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"})
    void anUpstreamThatFallsSilentIsAGatewayTimeout(String beginning) {
        UPSTREAM.does((client, millis) -> {
            client.send(beginning);
            client.awaitClosed();
            throw new IOException("closed");
        });

        assertProblem(get("/v1/work/call"), ProblemCode.UPSTREAM_TIMEOUT, SILENT);
        assertProblem(get("/v1/work/blocking"), ProblemCode.UPSTREAM_TIMEOUT, SILENT);
        UPSTREAM.doesAsUsual();
        assertThat(get("/v1/work/call").status()).isEqualTo(200);
    }

    @Test
    void thereAreNoMoreConnectionsThanAllowed_andFurtherCallsWait() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        UPSTREAM.does((client, millis) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            var _ = release.await(5, TimeUnit.MILLISECONDS);
            now.decrementAndGet();
            client.answer(Called.BODY);
        });
        assertThat(get("/v1/work/calls?count=30").text()).isEqualTo("{\"calls\":30,\"bytes\":3840}");
        assertThat(most).hasValue(CONNECTIONS);
    }

    @Test
    void aCallThatGetsNoConnectionInTimeIsAGatewayTimeout() {
        int before = UPSTREAM.server().requests().size();
        UPSTREAM.does((client, millis) -> {
            if (millis == 1) {
                // Not silent, but long.
                client.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
                while (!release.await(50, TimeUnit.MILLISECONDS)) {
                    client.send("x");
                }
                throw new IOException("enough");
            }
            client.answer(Called.BODY);
        });
        List<RawConnection> clients =
                List.of(connect().get("/v1/work/call?ms=1"), connect().get("/v1/work/call?ms=1"));
        UPSTREAM.server().awaitRequests(before + 2);

        assertProblem(get("/v1/work/call"), ProblemCode.UPSTREAM_TIMEOUT, SILENT);
        clients.forEach(RawConnection::close);
        eventually("the connections are given back")
                .until(() -> get("/v1/work/call").status() == 200);
    }

    @Test
    void aCallMayTakeLongerThanTheRequestMayTakeToArrive_andThanTheUpstreamMayBeSilent() {
        UPSTREAM.does((client, millis) -> {
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
            for (int i = 0; i < 30; i++) {
                var _ = release.await(50, TimeUnit.MILLISECONDS);
                client.send("x");
            }
        });
        RawConnection client = connect().get("/v1/work/call");

        assertThat(client.reply().text()).isEqualTo("{\"status\":200,\"bytes\":30}");
        assertThat(client.get("/livez").reply().status()).isEqualTo(200);
    }

    @Test
    void whereThereIsNoRoomForMoreComputing_thatIsSaid() {
        post(
                "/v1/tasks",
                "application/json",
                "{\"kind\":\"digest\",\"input\":{\"text\":\"\",\"rounds\":100000000},\"timeout\":\"10m\"}");
        eventually("it is computed").until(() -> get("/v1/work/compute").status() != 200);

        Reply refused = get("/v1/work/compute");
        assertProblem(refused, ProblemCode.POOL_SATURATED, "There is no room for more computing; try again later");
        assertThat(refused.header("Retry-After")).contains("1");
        assertProblem(get("/v1/work/mixed"), ProblemCode.POOL_SATURATED);
        service().killTasks();
        eventually("there is room again").until(() -> get("/v1/work/compute").status() == 200);
    }

    @Test
    void callsThatBlockNeedAThreadEach_onTheEventLoop() {
        int before = UPSTREAM.server().requests().size();
        UPSTREAM.does((client, millis) -> {
            release.await();
            client.answer(Called.BODY);
        });
        RawConnection first = connect().get("/v1/work/blocking");
        UPSTREAM.server().awaitRequests(before + 1);
        RawConnection second = connect().get("/v1/work/blocking");
        if (model() == Model.EVENT_LOOP) {
            eventually("the queue is full").until(() -> service().queuedFor(model(), "blocking") == 1);
            Reply refused = get("/v1/work/blocking");
            assertProblem(
                    refused,
                    ProblemCode.POOL_SATURATED,
                    "There is no room for more calls that block (tandem.work.max-queued-calls)");
            assertThat(refused.header("Retry-After")).contains("1");
        } else {
            UPSTREAM.server().awaitRequests(before + 2);
        }
        release.countDown();

        assertThat(first.reply().status()).isEqualTo(200);
        assertThat(second.reply().status()).isEqualTo(200);
    }

    @Test
    void anUpstreamThatNobodyListensForIsABadGateway() throws IOException {
        String url;
        try (ScriptedServer gone = ScriptedServer.start(client -> {})) {
            url = gone.url("/").toString();
        }
        try (Service service = Service.start(
                        Service.Variant.STANDARD,
                        "--tandem.models=" + model().text(),
                        "--tandem.work.upstream=" + url);
                RawConnection client = new RawConnection(service.port(model()))) {
            for (String target : List.of("call", "blocking", "calls?count=3", "mixed")) {
                assertProblem(
                        client.get("/v1/work/" + target).reply(),
                        ProblemCode.UPSTREAM_FAILED,
                        "The connection could not be opened (tandem.work.upstream)");
            }
        } finally {
            LogRecorder.attach();
        }
    }

    @Test
    void anUpstreamMayBeCalledByItsName() {
        try (Service service = Service.start(
                        Service.Variant.STANDARD,
                        "--tandem.models=" + model().text(),
                        "--tandem.work.upstream=" + UPSTREAM.url().replace("127.0.0.1", "localhost"));
                RawConnection client = new RawConnection(service.port(model()))) {
            assertThat(client.get("/v1/work/call").reply().text()).isEqualTo("{\"status\":200,\"bytes\":128}");
        } finally {
            LogRecorder.attach();
        }
    }

    @Test
    void aCallThatIsUnderWayIsFinishedWhenTheServerStops() {
        int before = UPSTREAM.server().requests().size();
        UPSTREAM.does((client, millis) -> {
            release.await();
            client.answer(Called.BODY);
        });
        Service service = Service.start(
                Service.Variant.STANDARD,
                "--tandem.models=" + model().text(),
                "--tandem.work.upstream=" + UPSTREAM.url());
        try (RawConnection client = new RawConnection(service.port(model()))) {
            client.get("/v1/work/call");
            UPSTREAM.server().awaitRequests(before + 1);
            Thread closing = Thread.startVirtualThread(service::close);
            eventually("it stops")
                    .until(() -> LogRecorder.events().stream()
                            .anyMatch(event -> event.getFormattedMessage().contains("is stopping")));
            release.countDown();

            assertThat(client.reply().text()).isEqualTo("{\"status\":200,\"bytes\":128}");
            eventually("it has stopped").until(() -> !closing.isAlive());
        } finally {
            service.close();
            LogRecorder.attach();
        }
    }

    @Test
    void callsThatOutliveTheServer_leaveNothing() {
        AtomicInteger left = new AtomicInteger();
        UPSTREAM.does((client, millis) -> {
            if (millis == 1) {
                client.answer(Called.BODY);
                return;
            }
            try {
                client.awaitClosed();
            } finally {
                left.incrementAndGet();
            }
            throw new IOException("closed");
        });
        List<String> targets = List.of("call", "blocking", "mixed", "calls?count=3");
        List<RawConnection> clients = new ArrayList<>();
        int before = UPSTREAM.server().requests().size();
        Service service = Service.start(
                Service.Variant.STANDARD,
                "--tandem.models=" + model().text(),
                "--tandem.work.upstream=" + UPSTREAM.url(),
                "--tandem.server.shutdown-timeout=300ms");
        try {
            LogRecorder.begin();
            for (String target : targets) {
                RawConnection client = closeLater(new RawConnection(service.port(model())));
                clients.add(client);
                // So that connections are there that have been kept.
                client.get("/v1/work/%s%sms=1".formatted(target, target.contains("?") ? "&" : "?"));
                assertThat(client.reply().status()).isEqualTo(200);
            }
            int kept = UPSTREAM.server().requests().size();
            for (int i = 0; i < targets.size(); i++) {
                clients.get(i).get("/v1/work/" + targets.get(i));
            }
            UPSTREAM.server().awaitRequests(kept + 6);
        } finally {
            service.close();
            LogRecorder.attach();
        }
        eventually("every call has ended").untilAsserted(() -> assertThat(left).hasValue(6));
        assertThat(UPSTREAM.server().requests()).hasSize(before + 12);
        clients.forEach(RawConnection::awaitClosed);
    }

    @Test
    void aServerThatHasComputedLeavesNoThreadOfItsRequests() {
        try (Service service = Service.start(Service.Variant.STANDARD, "--tandem.models=" + model().text());
                RawConnection client = new RawConnection(service.port(model()))) {
            assertThat(client.get("/v1/work/compute").reply().status()).isEqualTo(200);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("tandem-computing-"))
                    .isNotEmpty()
                    .allSatisfy(thread ->
                            assertThat(thread.getContextClassLoader()).isEqualTo(ClassLoader.getSystemClassLoader()));
        } finally {
            LogRecorder.attach();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"call", "calls", "blocking", "mixed"})
    void withoutAnUpstreamNothingIsCalled(String target) {
        try (RawConnection client =
                new RawConnection(Service.shared(Service.Variant.STANDARD).port(model()))) {
            assertProblem(
                    client.get("/v1/work/" + target).reply(),
                    ProblemCode.UPSTREAM_NOT_ALLOWED,
                    "tandem.work.upstream is missing (expected: the http URL that may be called)");
        }
    }
}
