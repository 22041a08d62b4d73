package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No more clients at a time than there are permits. */
abstract class SemaphoreContract extends Contract {
    private final String semaphore = newChannel("semaphore");
    private final String target = "/v1/semaphores/" + semaphore;
    private final String permits = target + "/permits";

    private Reply ask(String query) {
        return http("POST", permits + query, new byte[0]);
    }

    /** A permit's id. */
    private String take(String query) {
        Reply reply = ask(query);
        assertThat(reply.status()).as("%s", reply).isEqualTo(201);
        return reply.json().get("permit").asString();
    }

    private Reply giveBack(String permit) {
        return http("DELETE", permits + "/" + permit, new byte[0]);
    }

    private static String postRequest(String to) {
        return "POST " + to + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
    }

    private RawConnection waiter(String query) {
        int before = waiting();
        RawConnection waiting = connect().send(postRequest(permits + query));
        awaitWaiting(before + 1);
        return waiting;
    }

    private int waiting() {
        Reply state = get(target);
        return state.status() == 404 ? 0 : state.json().get("waiting").asInt();
    }

    private int inUse() {
        return get(target).json().get("inUse").asInt();
    }

    private void awaitWaiting(int count) {
        eventually().untilAsserted(() -> assertThat(waiting()).isEqualTo(count));
    }

    @Test
    void aPermitToTheByte() {
        Reply reply = ask("?lease=10s");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Content-Type")).contains("application/json");
        assertThat(reply.text())
                .matches("\\{\"permit\":\"[0-9a-f]{32}\",\"expires\":\"2026-[0-9-]+T[0-9:]+(\\.[0-9]{3})?Z\"}");
        assertThat(get(target).text())
                .isEqualTo("{\"semaphore\":\"%s\",\"permits\":1,\"inUse\":1,\"waiting\":0}".formatted(semaphore));

        Reply back = giveBack(reply.json().get("permit").asString());
        assertThat(back.status()).isEqualTo(204);
        assertThat(back.body()).isEmpty();
        assertThat(inUse()).isZero();
    }

    @Test
    void whereNoneIsFreeNoneIsGiven() {
        take("");

        Reply refused = ask("");
        assertProblem(refused, ProblemCode.NO_PERMIT, "The only permit is in use");
        assertThat(refused.header("Retry-After")).contains("1");
        RawConnection waiting = waiter("?wait=30s");
        service().advance(Duration.ofSeconds(30));
        assertProblem(waiting.reply(), ProblemCode.NO_PERMIT, "The only permit is in use");
        waiting.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(waiting.reply().text()).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void permitsAreLentInTheOrderInWhichTheyWereAskedFor() {
        String permit = take("");
        RawConnection first = waiter("?wait=5m");
        RawConnection second = waiter("?wait=5m");

        giveBack(permit);
        Reply firsts = first.reply();
        assertThat(firsts.status()).isEqualTo(201);
        assertThat(waiting()).isEqualTo(1);
        giveBack(firsts.json().get("permit").asString());
        assertThat(second.reply().status()).isEqualTo(201);
    }

    @Test
    void theFirstClientSaysHowManyThereAre() {
        take("?permits=2");
        take("");
        assertProblem(ask(""), ProblemCode.NO_PERMIT, "All 2 permits are in use");
        assertProblem(
                ask("?permits=3"),
                ProblemCode.PERMITS_CONFLICT,
                "permits: 3 (expected: 2, which is what this semaphore has)");
        assertProblem(ask("?permits=2"), ProblemCode.NO_PERMIT);
    }

    @Test
    void whatIsConfiguredHolds() {
        String pool = "/v1/semaphores/" + newChannel("pool") + "/permits";
        assertProblem(
                http("POST", pool + "?permits=4", new byte[0]),
                ProblemCode.PERMITS_CONFLICT,
                "permits: 4 (expected: 3, which is what this semaphore has)");
        for (String query : List.of("", "?permits=3", "")) {
            assertThat(http("POST", pool + query, new byte[0]).status()).isEqualTo(201);
        }
        assertProblem(http("POST", pool, new byte[0]), ProblemCode.NO_PERMIT);
    }

    @Test
    void aPermitComesBackByItselfWhenItsLeaseEnds() {
        String permit = take("?lease=10s");
        RawConnection next = waiter("?wait=1m");
        service().advance(Duration.ofSeconds(10).minusMillis(1));
        assertThat(inUse()).isEqualTo(1);
        service().advance(Duration.ofMillis(1));

        assertThat(next.reply().status()).isEqualTo(201);
        assertProblem(
                giveBack(permit),
                ProblemCode.PERMIT_GONE,
                "permit: %s (expected: a permit whose lease has not ended)".formatted(permit));
        assertThat(inUse()).isEqualTo(1);
    }

    @Test
    void aLeaseIsAMinuteLongUnlessItIsToldOtherwise() {
        take("");
        service().advance(Duration.ofSeconds(60).minusMillis(1));
        assertThat(inUse()).isEqualTo(1);
        service().advance(Duration.ofMillis(1));
        assertThat(inUse()).isZero();
    }

    @Test
    void aPermitIsGivenBackOnce() {
        String permit = take("");
        assertThat(giveBack(permit).status()).isEqualTo(204);

        assertProblem(giveBack(permit), ProblemCode.PERMIT_GONE);
        assertProblem(giveBack("unknown"), ProblemCode.PERMIT_GONE);
        assertProblem(
                http("DELETE", "/v1/semaphores/" + semaphore + "-x/permits/" + permit, new byte[0]),
                ProblemCode.PERMIT_GONE);
        assertProblem(http("POST", permits + "/" + permit + "/extend", new byte[0]), ProblemCode.PERMIT_GONE);
    }

    @Test
    void aLeaseCanBeExtended() {
        Reply taken = ask("?lease=10s");
        String permit = taken.json().get("permit").asString();
        service().advance(Duration.ofSeconds(9));

        Reply extended = http("POST", permits + "/" + permit + "/extend?lease=10s", new byte[0]);
        assertThat(extended.status()).isEqualTo(200);
        assertThat(extended.json().get("permit").asString()).isEqualTo(permit);
        assertThat(extended.json().get("expires").asString())
                .isGreaterThan(taken.json().get("expires").asString());
        service().advance(Duration.ofSeconds(9));
        assertThat(inUse()).isEqualTo(1);
        service().advance(Duration.ofSeconds(1));
        assertThat(inUse()).isZero();
    }

    @Test
    void aClientThatHangsUpLosesItsPlaceAndSwallowsNothing() {
        String permit = take("");
        RawConnection polite = waiter("?wait=5m");
        RawConnection killed = waiter("?wait=5m");
        RawConnection patient = waiter("?wait=5m");
        polite.close();
        killed.reset();
        awaitWaiting(1);

        giveBack(permit);

        assertThat(patient.reply().status()).isEqualTo(201);
        assertThat(inUse()).isEqualTo(1);
    }

    /** Whoever leaves at the moment at which a permit comes may have it for as long as the lease lasts, and no longer. */
    @Test
    void aPermitOnItsWayToSomebodyWhoLeavesIsNotLost() {
        for (int round = 0; round < 20; round++) {
            String permit = take("");
            RawConnection leaving = waiter("?wait=5m&lease=1s");
            RawConnection patient = waiter("?wait=5m");

            leaving.reset();
            giveBack(permit);
            eventually().until(() -> {
                service().advance(Duration.ofSeconds(1));
                return waiting() == 0;
            });

            Reply reply = patient.reply();
            assertThat(reply.status()).isEqualTo(201);
            assertThat(giveBack(reply.json().get("permit").asString()).status()).isEqualTo(204);
        }
    }

    @Test
    void thereAreNeverMoreAtWorkThanPermits() throws Exception {
        long seed = Long.getLong("tandem.test.seed", new Random().nextLong());
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger worked = new AtomicInteger();
        List<Callable<Boolean>> clients = new ArrayList<>();
        for (int c = 0; c < 12; c++) {
            Random random = new Random(seed + c);
            int port = service().port(Model.values()[c % 2]);
            clients.add(() -> {
                for (int i = 0; i < 10; i++) {
                    RawConnection connection = new RawConnection(port);
                    boolean leaves = random.nextInt(4) == 0;
                    connection.send(postRequest(permits + "?permits=3&wait=5m&lease=" + (leaves ? "1s" : "1h")));
                    if (leaves) {
                        connection.reset();
                        continue;
                    }
                    try (connection) {
                        Reply reply = connection.reply();
                        assertThat(reply.status())
                                .as("seed %d: %s", seed, reply)
                                .isEqualTo(201);
                        most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                        worked.incrementAndGet();
                        atWork.decrementAndGet();
                        connection.send("DELETE %s/%s HTTP/1.1\r\nHost: a\r\n\r\n"
                                .formatted(permits, reply.json().get("permit").asString()));
                        assertThat(connection.reply().status()).isEqualTo(204);
                    }
                }
                return true;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running =
                    clients.stream().map(threads::submit).toList();
            // A client that left when its permit was as good as there has it for as long as it asked for.
            eventually().pollInterval(Duration.ofMillis(50)).until(() -> {
                service().advance(Duration.ofSeconds(1));
                return running.stream().allMatch(Future::isDone);
            });
            for (Future<Boolean> client : running) {
                assertThat(client.get()).isTrue();
            }
        }
        assertThat(most.get()).as("seed %d", seed).isLessThanOrEqualTo(3);
        assertThat(worked.get()).isPositive();
        awaitWaiting(0);
    }

    @Test
    void aSemaphoreThatNobodyUsesIsForgottenAndMayHaveAnotherNumberOfPermits() {
        assertThat(giveBack(take("?permits=2")).status()).isEqualTo(204);
        service().advance(Duration.ofSeconds(59));
        assertProblem(ask("?permits=3"), ProblemCode.PERMITS_CONFLICT);
        service().advance(Duration.ofSeconds(2));

        assertProblem(
                get(target),
                ProblemCode.SEMAPHORE_UNKNOWN,
                "semaphore: " + semaphore + " (expected: a semaphore that is in use)");
        take("?permits=3");
        assertThat(get(target).json().get("permits").asInt()).isEqualTo(3);
    }

    @Test
    void semaphoresAreListedByNamePageByPage() {
        String prefix = semaphore + ".";
        for (String name : new String[] {"b", "a"}) {
            http("POST", "/v1/semaphores/" + prefix + name + "/permits?permits=2", new byte[0]);
        }
        String query = "/v1/semaphores?prefix=" + prefix;

        assertThat(get(query + "&limit=1").text())
                .isEqualTo(("{\"semaphores\":[{\"semaphore\":\"%1$sa\",\"permits\":2,\"inUse\":1,\"waiting\":0}],"
                                + "\"next\":\"%1$sa\"}")
                        .formatted(prefix));
        assertThat(get(query + "&limit=1&after=" + prefix + "a").text())
                .isEqualTo("{\"semaphores\":[%s]}"
                        .formatted(get("/v1/semaphores/" + prefix + "b").text()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "GET    | /v1/semaphores/a%20b                  | SEMAPHORE_NAME_INVALID",
                "POST   | /v1/semaphores/a%20b/permits          | SEMAPHORE_NAME_INVALID",
                "DELETE | /v1/semaphores/a%20b/permits/x        | SEMAPHORE_NAME_INVALID",
                "POST   | /v1/semaphores/a%20b/permits/x/extend | SEMAPHORE_NAME_INVALID",
                "GET    | /v1/semaphores?after=a%20b            | SEMAPHORE_NAME_INVALID",
                "GET    | /v1/semaphores?prefix=a%20b           | SEMAPHORE_NAME_INVALID",
                "DELETE | /v1/semaphores/a/permits/%ff          | REQUEST_MALFORMED",
                "POST   | /v1/semaphores/a/permits?wait=6m      | DURATION_INVALID",
                "POST   | /v1/semaphores/a/permits?lease=999ms  | DURATION_INVALID",
                "POST   | /v1/semaphores/a/permits?lease=61m    | DURATION_INVALID",
                "POST   | /v1/semaphores/a/permits/x/extend?lease=0s | DURATION_INVALID",
                "POST   | /v1/semaphores/a/permits?permits=0    | LIMIT_INVALID",
                "POST   | /v1/semaphores/a/permits?permits=1001 | LIMIT_INVALID",
                "POST   | /v1/semaphores/a/permits?permits=x    | LIMIT_INVALID",
                "GET    | /v1/semaphores?limit=0                | LIMIT_INVALID",
                "POST   | /v1/semaphores/a/permits?wait=1s&wait=1s | PARAMETER_REPEATED",
                "POST   | /v1/semaphores/a/permits?permits=1&permits=1 | PARAMETER_REPEATED",
                "POST   | /v1/semaphores/a/permits?ttl=1s       | PARAMETER_UNKNOWN",
                "DELETE | /v1/semaphores/a/permits/x?wait=1s    | PARAMETER_UNKNOWN",
                "GET    | /v1/semaphores/a?x                    | PARAMETER_UNKNOWN",
                "GET    | /v1/semaphores/nobody-uses-this       | SEMAPHORE_UNKNOWN",
                "GET    | /v1/semaphores/a/permits              | METHOD_NOT_ALLOWED",
                "PUT    | /v1/semaphores/a                      | METHOD_NOT_ALLOWED",
                "GET    | /v1/semaphores/a/permits/x/extend     | METHOD_NOT_ALLOWED",
                "GET    | /v1/semaphores/a/x                    | ROUTE_UNKNOWN",
            })
    void whatIsWrongIsRefused(String method, String wrong, ProblemCode code) {
        assertProblem(http(method, wrong, new byte[0]), code);
        assertProblem(get("/v1/semaphores/a"), ProblemCode.SEMAPHORE_UNKNOWN);
    }

    @Test
    void whatIsExpectedIsTold() {
        assertProblem(
                ask("?lease=61m"),
                ProblemCode.DURATION_INVALID,
                "lease: 61m (expected: 1s to 1h, as 500ms, 30s, 5m, 2h or ISO-8601)");
        assertProblem(ask("?permits=0"), ProblemCode.LIMIT_INVALID, "permits: 0 (expected: 1 to 1000)");
    }

    @Test
    void aBodyIsNotTaken() {
        assertProblem(
                post(permits, "application/json", "{\"permits\":2}"),
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than 0 bytes");
        assertProblem(get(target), ProblemCode.SEMAPHORE_UNKNOWN);
    }
}
