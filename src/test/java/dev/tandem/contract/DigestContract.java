package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Computing: the right result, and that whatever computes keeps nobody else waiting. */
abstract class DigestContract extends WorkClient {
    private static final String ENDLESS = "'text':'','rounds':100000000";

    /** As many as there are threads, which compute until they are stopped. */
    private List<String> computeOnAllThreads() {
        List<String> ids = Stream.generate(() -> spawnWork("digest", ENDLESS))
                .limit(AT_A_TIME)
                .toList();
        awaitComputing(AT_A_TIME);
        return ids;
    }

    private void awaitComputing(int threads) {
        eventually("so many threads compute").until(() -> service().busyThreads(model(), "computing") == threads);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'text':''                  | e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "'text':'abc'               | ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "'base64':'YWJj','rounds':2 | 4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358",
            })
    void aDigestIsThatOfTheStandard(String input, String digest) {
        assertThat(result("digest", input)).isEqualTo(quoted("{'sha256':'" + digest + "'}"));
    }

    @Test
    void progressIsToldUpToTheLastRound() {
        String id = spawnWork("digest", "'text':'abc','rounds':1000");
        resultOf(id);
        EventClient events = stream("/v1/tasks/" + id + "/events", "Accept: application/x-ndjson");

        String last = "";
        for (String line = events.line(); !line.contains("succeeded"); line = events.line()) {
            last = line;
        }
        assertThat(last).contains(quoted("'data':{'type':'progress','done':1000,'total':1000}"));
        events.assertEnds();
    }

    /** As many as there are threads, and as many as may wait; and more. */
    @Test
    void whoeverDoesNotComputeIsAnsweredAtOnce() {
        List<String> computing = computeOnAllThreads();
        List<String> waiting = spawnOneTooMany("digest", "'text':'abc'", "pool_saturated");

        long begin = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            for (Model each : Model.values()) {
                RawConnection connection = send(service().port(each), "GET", "/livez", "");
                assertThat(connection.reply().status()).isEqualTo(200);
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
        assertThat(result("resolve", "'names':['localhost'],'types':['A']")).contains("127.0.0.1");
        assertThat(result("process", "'command':'seq','arguments':['9','10']")).contains("10");
        assertThat(waiting).allMatch(id -> stateOf(id).equals("running"));

        assertEnded(kill(computing.getFirst()), "killed", "killed");
        waiting.forEach(this::resultOf);
        assertThat(stateOf(computing.getLast())).isEqualTo("running");
    }

    @Test
    void aKillOfOneThatWaitsMakesRoomAtOnce() {
        List<String> computing = computeOnAllThreads();
        List<String> waiting = spawnOneTooMany("digest", ENDLESS, "pool_saturated");

        assertEnded(kill(waiting.getFirst()), "killed", "killed");
        String next = spawnWork("digest", "'text':'abc'");
        assertEnded(kill(waiting.getLast()), "killed", "killed");
        computing.forEach(id -> assertEnded(kill(id), "killed", "killed"));

        assertThat(resultOf(next)).contains("ba7816bf");
    }

    @Test
    void aTaskWhoseTimeIsOverIsComputedNoFurther() {
        String id = id(spawn(task("digest", ENDLESS).replace("10m", "3s")));
        awaitComputing(1);
        service().advance(Duration.ofSeconds(3));

        assertEnded(get("/v1/tasks/" + id + "?wait=1m"), "timed_out", "timed_out");
        awaitComputing(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                          | FIELD_MISSING",
                "'text':'a','base64':'YQ=='  | FIELD_INVALID",
                "'base64':'?'                | FIELD_INVALID",
                "'text':'a','rounds':0       | FIELD_INVALID",
                "'text':'a','rounds':-1      | FIELD_INVALID",
                "'text':'a','rounds':1.5     | FIELD_INVALID",
                "'text':'a','rounds':1e400   | FIELD_INVALID",
                "'text':'a','rounds':100000001 | FIELD_INVALID",
                "'text':'a','algorithm':'md5' | FIELD_UNKNOWN",
            })
    void whatIsAskedForHasToMakeSense(String input, ProblemCode code) {
        assertProblem(spawn(task("digest", input == null ? "" : input)), code);
    }
}
