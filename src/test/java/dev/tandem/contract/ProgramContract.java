package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Running programs: what may be run, what is told of it, and that nothing of it outlives its task. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only there are processes found that have left their parents")
abstract class ProgramContract extends WorkClient {
    @TempDir
    Path directory;

    private String script(String script) {
        String json = script.replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "\\u0027");
        return "'command':'sh','arguments':['cd " + directory + "; " + json + "']";
    }

    private String run(String script) {
        return result("process", script(script));
    }

    private String spawnScript(String script) {
        return spawnWork("process", script(script));
    }

    private void go() throws IOException {
        Files.createFile(directory.resolve("go"));
    }

    /** What the script writes into the file {@code pids}, once there are so many lines. */
    private List<Long> pids(int count) {
        List<Long> pids = new ArrayList<>();
        eventually("the processes have begun").until(() -> {
            pids.clear();
            Path file = directory.resolve("pids");
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(line -> pids.add(Long.valueOf(line)));
            }
            return pids.size() == count;
        });
        return pids;
    }

    private static boolean isAlive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void aProgramIsToldOfWhenItHasEnded() {
        assertThat(result("process", "'command':'seq','arguments':['8','10']"))
                .isEqualTo(quoted("{'exitCode':0,'stdout':'8\\n9\\n10\\n','stderr':'','truncated':false}"));
        assertThat(run("echo héllo; echo oh >&2; exit 3"))
                .isEqualTo(quoted("{'exitCode':3,'stdout':'héllo\\n','stderr':'oh\\n','truncated':false}"));
        assertThat(run("printf '\\377'; kill -9 $$"))
                .isEqualTo(quoted("{'exitCode':137,'stdoutBase64':'/w==','stderr':'','truncated':false}"));
    }

    @Test
    void moreThanIsKeptIsReadAndThrownAway() {
        assertThat(run("head -c " + (MAX_OUTPUT + 1) + " /dev/zero | tr '\\0' x"))
                .isEqualTo(quoted(
                        "{'exitCode':0,'stdout':'" + "x".repeat(MAX_OUTPUT) + "','stderr':'','truncated':true}"));
    }

    @Test
    void whatItWritesIsToldAsItComes() throws IOException {
        String id = spawnScript("echo one; while [ ! -e go ]; do sleep 0.01; done; printf two >&2");
        EventClient events = stream("/v1/tasks/" + id + "/events");

        assertThat(events.event()).endsWith(":0\n\n");
        assertThat(events.event()).contains("\"state\":\"pending\"");
        assertThat(events.event()).contains("\"state\":\"running\"");
        assertThat(events.event()).endsWith(quoted("data: {'type':'output','stream':'stdout','text':'one\\n'}\n\n"));
        assertThat(stateOf(id)).isEqualTo("running");
        go();
        assertThat(events.event()).endsWith(quoted("data: {'type':'output','stream':'stderr','text':'two'}\n\n"));
        assertThat(events.event()).contains("\"state\":\"succeeded\"");
        events.assertEnds();
    }

    @Test
    void aKillEndsWhatItHasStartedAndWhatHasLeftIt() {
        String id = spawnScript("echo $$ >> pids; sleep 1000 & echo $! >> pids;"
                + " (setsid nohup sh -c 'echo $$ >> pids; exec sleep 1000' &); wait");
        List<Long> pids = pids(3);

        assertEnded(kill(id), "killed", "killed");

        assertThat(pids).noneMatch(ProgramContract::isAlive);
    }

    @Test
    void aKillMakesThatEndWhichIgnoresIt() {
        String id = spawnScript("trap : TERM; echo $$ >> pids; while :; do sleep 0.02; done");
        List<Long> pids = pids(1);
        RawConnection killing = send("DELETE", "/v1/tasks/" + id, "");
        awaitWaiting(1);
        service().advance(KILL_GRACE.minusMillis(1));
        assertThat(stateOf(id)).isEqualTo("running");
        assertThat(pids).allMatch(ProgramContract::isAlive);
        eventually("it is made to end").until(() -> {
            // The grace began when a thread got to it.
            service().advance(Duration.ofMillis(1));
            return pids.stream().noneMatch(ProgramContract::isAlive);
        });

        assertEnded(killing.reply(), "killed", "killed");
    }

    @Test
    void aTaskWhoseTimeIsOverLeavesNothing() {
        String id = id(spawn(
                task("process", script("echo $$ >> pids; exec sleep 1000")).replace("10m", "3s")));
        List<Long> pids = pids(1);
        service().advance(Duration.ofSeconds(3));

        assertEnded(get("/v1/tasks/" + id + "?wait=1m"), "timed_out", "timed_out");
        assertThat(pids).noneMatch(ProgramContract::isAlive);
    }

    /** Of those that wait for their turn one goes on when there is room, and one that is killed makes room at once. */
    @Test
    void soManyProgramsRunAndSoManyWait() throws IOException {
        String wait = "echo $$ >> pids; while [ ! -e go ]; do sleep 0.01; done; echo done";
        List<String> running = List.of(spawnScript(wait), spawnScript(wait));
        pids(AT_A_TIME);
        List<String> waiting = spawnOneTooMany("process", script(wait), "process_limit_reached");

        assertEnded(kill(waiting.getFirst()), "killed", "killed");
        String next = spawnScript(wait);
        assertEnded(kill(running.getFirst()), "killed", "killed");
        pids(AT_A_TIME + 1);
        go();

        for (String id : List.of(running.getLast(), waiting.getLast(), next)) {
            assertThat(resultOf(id)).contains("\"stdout\":\"done\\n\"");
        }
    }

    @Test
    void whatIsRunStandsInTheConfiguration() {
        assertProblem(
                spawn(task("process", "'command':'bash','arguments':[]")),
                ProblemCode.COMMAND_NOT_ALLOWED,
                "input.command: bash (expected: a name that stands in tandem.tasks.process.commands)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]             | input.arguments: an array of 0 (expected: an array of 2, for the command seq)",
                "['1']          | input.arguments: an array of 1 (expected: an array of 2, for the command seq)",
                "['1','2','3']  | input.arguments: an array of 3 (expected: an array of 2, for the command seq)",
                "['1','2']      | input.arguments[1]: 2 (expected: a string that matches [0-9]{2})",
                "['-1','10']    | input.arguments[0]: -1 (expected: a string that matches [0-9])",
                "['1 ; id','10'] | input.arguments[0]: 1 ; id (expected: a string that matches [0-9])",
                "['1','10\\n']  | `input.arguments[1]: 10? (expected: a string that matches [0-9]{2})`",
            })
    void argumentsMatchTheirPatternsAsAWhole(String arguments, String detail) {
        assertProblem(
                spawn(task("process", "'command':'seq','arguments':" + arguments)), ProblemCode.FIELD_INVALID, detail);
    }
}
