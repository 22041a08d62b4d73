package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The life of tasks, whatever their work. */
abstract class TaskContract extends TaskClient {
    private static final String LONG = "{\"kind\":\"sleep\",\"input\":{\"for\":\"10m\"},\"timeout\":\"10m\"}";

    /** A group that no other test uses. */
    private final String group = newChannel("g");

    private String spawnLong() {
        return id(spawn(LONG));
    }

    private String spawnInGroup(String more) {
        Reply reply =
                spawn("{\"kind\":\"sleep\",\"input\":{\"for\":\"10m\"},\"group\":\"%s\"%s}".formatted(group, more));
        assertThat(reply.status()).as("%s", reply).isEqualTo(202);
        return id(reply);
    }

    /** Lets time pass until a task is over. */
    private void awaitOver(String id) {
        eventually("the end of the task").untilAsserted(() -> {
            service().advance(Duration.ofSeconds(1));
            assertThat(get("/v1/tasks/" + id).json().has("ended")).isTrue();
        });
    }

    @Test
    void aTaskThatIsOverWithinTheWaitIsAnsweredWithItsResult() {
        RawConnection spawning =
                send("POST", "/v1/tasks?wait=5m", "{\"kind\":\"sleep\",\"input\":{\"for\":\"200ms\"}}");
        awaitWaiting(1);
        eventually().untilAsserted(() -> {
            service().advance(Duration.ofSeconds(1));
            assertThat(service().tasks().openCount()).isZero();
        });

        Reply reply = spawning.reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Location")).isEmpty();
        assertThat(reply.header("Tandem-Model")).contains(model().text());
        assertThat(reply.text())
                .matches("\\{\"id\":\"[0-9a-v]{24}\",\"kind\":\"sleep\",\"state\":\"succeeded\","
                        + "\"created\":\"[^\"]+Z\",\"started\":\"[^\"]+Z\",\"ended\":\"[^\"]+Z\",\"result\":\\{}}");
    }

    @Test
    void aTaskThatIsNotIsAnsweredWithThePlaceWhereToAskAgain() {
        Reply reply = spawn(LONG);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.text())
                .matches("\\{\"id\":\"[0-9a-v]{24}\",\"kind\":\"sleep\",\"state\":\"running\","
                        + "\"created\":\"[^\"]+Z\",\"started\":\"[^\"]+Z\"}");
        String location = reply.header("Location").orElseThrow();
        assertThat(location).isEqualTo("/v1/tasks/" + id(reply));
        assertThat(get(location).text()).isEqualTo(reply.text());
        assertThat(http("HEAD", location, new byte[0]).status()).isEqualTo(200);
    }

    @Test
    void aWaitThatIsOverBeforeTheTaskIsIsAnsweredWithTheTaskAsItIs() {
        RawConnection spawning = send("POST", "/v1/tasks?wait=10s", LONG);
        awaitWaiting(1);
        service().advance(Duration.ofSeconds(10));

        Reply reply = spawning.reply();
        assertThat(reply.status()).isEqualTo(202);
        RawConnection joining = send("GET", "/v1/tasks/" + id(reply) + "?wait=10s", "");
        awaitWaiting(1);
        service().advance(Duration.ofSeconds(10));
        assertThat(joining.reply().text()).isEqualTo(reply.text());
    }

    @Test
    void everyoneWhoJoinsIsAnsweredAtTheEnd() {
        String id = spawnLong();
        List<RawConnection> joining = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            joining.add(send("GET", "/v1/tasks/" + id + "?wait=5m", ""));
        }
        awaitWaiting(10);
        kill(id);

        for (RawConnection connection : joining) {
            assertThat(state(connection.reply())).isEqualTo("killed");
        }
    }

    @Test
    void aTaskIsSeenJoinedAndKilledThroughTheOtherModel() {
        String id = spawnLong();
        int other = service().port(otherModel());
        RawConnection joining = send(other, "GET", "/v1/tasks/" + id + "?wait=5m", "");
        awaitWaiting(1);
        RawConnection killing = send(other, "DELETE", "/v1/tasks/" + id, "");

        assertThat(state(killing.reply())).isEqualTo("killed");
        assertThat(state(joining.reply())).isEqualTo("killed");
    }

    @Test
    void aKillIsAnsweredWhenTheWorkHasStopped() {
        String id = spawnLong();

        Reply killed = kill(id);

        assertThat(killed.status()).isEqualTo(200);
        assertThat(state(killed)).isEqualTo("killed");
        assertThat(killed.json().path("error").toString())
                .isEqualTo("{\"code\":\"killed\",\"detail\":\"A client had it stopped\"}");
        assertThat(get("/v1/tasks/" + id).text()).isEqualTo(killed.text());
        assertThat(kill(id).text()).isEqualTo(killed.text());
        assertThat(service().tasks().openCount()).isZero();
    }

    @Test
    void aKillThatComesTooLateIsAnsweredWithTheResult() {
        String id = id(spawn("{\"kind\":\"sleep\",\"input\":{\"for\":\"0s\"}}"));
        awaitOver(id);

        assertThat(state(kill(id))).isEqualTo("succeeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0123456789abcdefghijklmn", "0123456789ABCDEFGHIJKLMN", "%20"})
    void aTaskThatThereIsNotIsUnknown(String id) {
        assertProblem(get("/v1/tasks/" + id), ProblemCode.TASK_UNKNOWN);
        assertProblem(get("/v1/tasks/" + id + "?wait=1m"), ProblemCode.TASK_UNKNOWN);
        assertProblem(kill(id), ProblemCode.TASK_UNKNOWN);
        assertProblem(get("/v1/tasks/" + id + "/events"), ProblemCode.TASK_UNKNOWN);
    }

    @Test
    void whatIsOverIsForgottenAfterAWhile() {
        String id = spawnLong();
        kill(id);
        service().advance(Duration.ofMinutes(5));

        assertProblem(get("/v1/tasks/" + id), ProblemCode.TASK_UNKNOWN);
        assertProblem(get("/v1/tasks/" + id + "/events"), ProblemCode.TASK_UNKNOWN);
    }

    @Test
    void aTaskThatTakesTooLongIsStopped() {
        String id = id(spawn("{\"kind\":\"sleep\",\"input\":{\"for\":\"1m\"},\"timeout\":\"5s\"}"));
        service().advance(Duration.ofSeconds(4));
        assertThat(stateOf(id)).isEqualTo("running");
        service().advance(Duration.ofSeconds(1));

        eventually()
                .untilAsserted(() -> assertThat(get("/v1/tasks/" + id).text())
                        .contains("\"state\":\"timed_out\"")
                        .contains("\"error\":{\"code\":\"timed_out\",\"detail\":\"It was not done within 5s\"}"));
    }

    @Test
    void aGroupRunsNoMoreThanItsConcurrency() {
        String first = spawnInGroup(",\"concurrency\":1");
        String second = spawnInGroup("");
        String third = spawnInGroup(",\"concurrency\":1");
        assertThat(List.of(stateOf(first), stateOf(second), stateOf(third)))
                .containsExactly("running", "pending", "pending");
        assertThat(get("/v1/tasks/" + second).json().has("started")).isFalse();
        assertThat(get("/v1/tasks/" + second).json().path("group").asString()).isEqualTo(group);

        Reply pending = kill(second);
        assertThat(state(pending)).isEqualTo("killed");
        assertThat(pending.json().has("started")).isFalse();
        kill(first);
        assertThat(stateOf(third)).isEqualTo("running");

        assertProblem(
                spawn("{\"kind\":\"sleep\",\"input\":{\"for\":\"1s\"},\"group\":\"%s\",\"concurrency\":2}"
                        .formatted(group)),
                ProblemCode.GROUP_CONFLICT,
                "concurrency: 2 (expected: 1, which the group %s has already)".formatted(group));
        kill(third);
        spawnInGroup(",\"concurrency\":2");
    }

    @Test
    void aGroupThatDoesNotSayRunsFour() {
        List<String> states = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            states.add(stateOf(spawnInGroup("")));
        }

        assertThat(states).containsExactly("running", "running", "running", "running", "pending");
    }

    @Test
    void tasksAreListedInTheOrderOfTheirMaking() {
        String first = spawnInGroup(",\"concurrency\":1");
        String second = spawnInGroup("");
        String third = spawnInGroup("");
        kill(first);

        assertThat(listed("?group=" + group)).containsExactly(first, second, third);
        assertThat(listed("?group=" + group + "&state=running")).containsExactly(second);
        assertThat(listed("?group=" + group + "&state=pending&kind=sleep")).containsExactly(third);
        assertThat(listed("?group=" + group + "&kind=digest")).isEmpty();
        Reply page = get("/v1/tasks?limit=2&group=" + group);
        assertThat(page.json().path("next").asString()).isEqualTo(second);
        assertThat(listed("?limit=2&group=" + group + "&after=" + second)).containsExactly(third);
        assertThat(page.json().at("/tasks/0/error/code").asString()).isEqualTo("killed");
        assertThat(page.json().at("/tasks/1").toString())
                .isEqualTo(get("/v1/tasks/" + second).text());
    }

    private List<String> listed(String query) {
        JsonNode tasks = get("/v1/tasks" + query).json().path("tasks");
        return StreamSupport.stream(tasks.spliterator(), false)
                .map(task -> task.path("id").asString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?state=done    | STATE_INVALID     | state: done (expected: pending, running, succeeded, failed, killed, timed_out)",
                "?kind=bake     | TASK_KIND_UNKNOWN | kind: bake (expected: digest, fetch, process, resolve, sleep)",
                "?group=a%20b   | GROUP_NAME_INVALID | group: a b (expected: 1 to 128 characters of A-Z a-z 0-9 . _ ~ : @ -)",
                "?after=x       | CURSOR_INVALID    | after: x (expected: the id of a task)",
                "?limit=0       | LIMIT_INVALID     | limit: 0 (expected: 1 to 1000)",
                "?limit=1001    | LIMIT_INVALID     | limit: 1001 (expected: 1 to 1000)",
                "?kind=a&kind=b | PARAMETER_REPEATED | kind: a, b (expected: one value)",
                "?prefix=x      | PARAMETER_UNKNOWN | query parameter: prefix (expected: after, group, kind, limit, state)",
            })
    void aListThatIsWrongIsRefused(String query, ProblemCode code, String detail) {
        assertProblem(get("/v1/tasks" + query), code, detail);
    }

    /** The details stand in a table of their own; here it counts that both models refuse, and spawn nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | JSON_MALFORMED",
                "{ | JSON_MALFORMED",
                "{} x | JSON_MALFORMED",
                "[] | FIELD_INVALID",
                "{\"kind\":\"sleep\",\"kind\":\"sleep\"} | FIELD_INVALID",
                "{\"kind\":\"sleep\"} | FIELD_MISSING",
                "{\"kind\":\"bake\",\"input\":{}} | TASK_KIND_UNKNOWN",
                "{\"kind\":\"query\",\"input\":{}} | TASK_KIND_UNKNOWN",
                "{\"kind\":\"sleep\",\"input\":{}} | FIELD_MISSING",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"1s\"},\"x\":1} | FIELD_UNKNOWN",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"1s\",\"x\":1}} | FIELD_UNKNOWN",
                "{\"kind\":\"sleep\",\"input\":{\"for\":1}} | FIELD_INVALID",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"-1s\"}} | DURATION_INVALID",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"1s\"},\"timeout\":\"0s\"} | DURATION_INVALID",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"1s\"},\"timeout\":\"1000h\"} | DURATION_INVALID",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"PT-1S\"}} | DURATION_INVALID",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"99999999999999999999s\"}} | DURATION_INVALID",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"PT9999999999999999H\"}} | DURATION_INVALID",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"soon\"}} | DURATION_INVALID",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"1s\"},\"group\":\"a b\"} | GROUP_NAME_INVALID",
                "{\"kind\":\"sleep\",\"input\":{\"for\":\"1s\"},\"concurrency\":1} | FIELD_MISSING",
                "{\"kind\":\"fetch\",\"input\":{\"urls\":[\"http://127.0.0.1:8080/\"]}} | FETCH_NOT_ALLOWED",
                "{\"kind\":\"fetch\",\"input\":{\"urls\":[\"file:///etc/passwd\"]}} | FIELD_INVALID",
                "{\"kind\":\"resolve\",\"input\":{\"names\":[\"a b\"]}} | FIELD_INVALID",
                "{\"kind\":\"resolve\",\"input\":{\"names\":[\"a\"],\"timeout\":\"-1ms\"}} | DURATION_INVALID",
                "{\"kind\":\"resolve\",\"input\":{\"names\":[\"a\"],\"timeout\":\"9999999999h\"}} | DURATION_INVALID",
                "{\"kind\":\"resolve\",\"input\":{\"names\":[\"a\"],\"concurrency\":-1}} | FIELD_INVALID",
                "{\"kind\":\"resolve\",\"input\":{\"names\":[\"a\"],\"concurrency\":1e99}} | FIELD_INVALID",
                "{\"kind\":\"process\",\"input\":{\"command\":\"/bin/sh\"}} | COMMAND_NOT_ALLOWED",
                "{\"kind\":\"digest\",\"input\":{\"base64\":\"?\"}} | FIELD_INVALID",
                "{\"kind\":\"digest\",\"input\":{\"text\":\"a\",\"rounds\":0}} | FIELD_INVALID",
            })
    void aTaskThatIsWrongIsRefused(String body, ProblemCode code) {
        String text = body == null ? "" : body;
        Reply refused = spawn(text);

        assertProblem(refused, code);
        RawConnection same = send(service().port(otherModel()), "POST", "/v1/tasks", text);
        assertThat(same.reply().text()).isEqualTo(refused.text());
        assertThat(service().tasks().openCount()).isZero();
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertProblem(
                post("/v1/tasks", "text/plain", LONG),
                ProblemCode.CONTENT_TYPE_UNSUPPORTED,
                "Content-Type: text/plain (expected: application/json)");
        assertProblem(
                http("POST", "/v1/tasks", LONG.getBytes(UTF_8)),
                ProblemCode.CONTENT_TYPE_UNSUPPORTED,
                "Content-Type:  (expected: application/json)");
        assertProblem(
                post("/v1/tasks", "application/json", LONG, "Content-Encoding", "gzip"),
                ProblemCode.CONTENT_ENCODING_UNSUPPORTED);
        assertProblem(spawn("?wait=6m", LONG), ProblemCode.DURATION_INVALID);
        assertProblem(spawn("?timeout=1m", LONG), ProblemCode.PARAMETER_UNKNOWN);
        assertThat(post("/v1/tasks", "application/json; charset=utf-8", LONG).status())
                .isEqualTo(202);
    }

    @Test
    void aTaskIsFollowedFromItsBeginningToItsEnd() {
        String id = spawnLong();
        EventClient events = stream("/v1/tasks/" + id + "/events");

        Reply head = events.head();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).contains("text/event-stream");
        String epoch = head.header("Tandem-Position").orElseThrow().replace(":0", "");
        assertThat(events.event()).isEqualTo("id: " + epoch + ":0\n\n");
        assertThat(events.event())
                .matches("id: " + epoch
                        + ":1\ndata: \\{\"type\":\"state\",\"state\":\"pending\",\"time\":\"[^\"]+\"}\n\n");
        assertThat(events.event()).contains(epoch + ":2\n").contains("\"state\":\"running\"");
        kill(id);
        assertThat(events.event())
                .matches("id: " + epoch + ":3\ndata: \\{\"type\":\"state\",\"state\":\"killed\",\"time\":\"[^\"]+\","
                        + "\"error\":\\{\"code\":\"killed\",\"detail\":\"A client had it stopped\"}}\n\n");
        events.assertEnds();
    }

    @Test
    void aTaskThatIsOverIsFollowedToItsEndAllTheSame() {
        String id = spawnLong();
        kill(id);
        EventClient lines = stream("/v1/tasks/" + id + "/events", "Accept: application/x-ndjson");

        assertThat(lines.head().header("Content-Type")).contains("application/x-ndjson");
        for (String state : List.of("pending", "running", "killed")) {
            assertThat(lines.line())
                    .startsWith("{\"channel\":\"" + id + "\",\"offset\":")
                    .contains("\"data\":{\"type\":\"state\",\"state\":\"" + state + "\"");
        }
        lines.assertEnds();
    }

    @Test
    void aClientThatComesBackGetsWhatItMissedAndAfterTheEndNothing() {
        String id = spawnLong();
        EventClient first = stream("/v1/tasks/" + id + "/events");
        String epoch = first.head().header("Tandem-Position").orElseThrow().replace(":0", "");
        for (int i = 0; i < 3; i++) {
            first.event();
        }
        first.close();
        kill(id);

        EventClient second = stream("/v1/tasks/" + id + "/events", "Last-Event-ID: " + epoch + ":2");
        assertThat(second.event()).isEqualTo("id: " + epoch + ":2\n\n");
        assertThat(second.event()).contains("\"state\":\"killed\"");
        second.assertEnds();
        EventClient after = stream("/v1/tasks/" + id + "/events?after=" + epoch + ":1");
        after.event();
        assertThat(after.event()).contains("\"state\":\"running\"");
        assertThat(after.event()).contains("\"state\":\"killed\"");
        after.assertEnds();

        Reply end = get("/v1/tasks/" + id + "/events", "Last-Event-ID", epoch + ":3");
        assertThat(end.status()).isEqualTo(204);
        assertThat(end.body()).isEmpty();
        assertThat(end.header("Tandem-Model")).contains(model().text());
        assertThat(get("/v1/tasks/" + id + "/events?after=" + epoch + ":3").status())
                .isEqualTo(204);
    }

    @Test
    void aCursorOfAnotherTaskIsAGapAndEverythingFollows() {
        String id = spawnLong();
        kill(id);
        EventClient events = stream("/v1/tasks/" + id + "/events?after=other:7");

        events.event();
        assertThat(events.event()).contains("event: gap\n").contains("\"channel\":\"" + id + "\"");
        assertThat(events.event()).contains("\"state\":\"pending\"");
        assertThat(events.event()).contains("\"state\":\"running\"");
        assertThat(events.event()).contains("\"state\":\"killed\"");
        events.assertEnds();
    }

    @ParameterizedTest
    @CsvSource({"?after=x, CURSOR_INVALID", "?limit=1, PARAMETER_UNKNOWN"})
    void aStreamThatIsWrongIsRefused(String query, ProblemCode code) {
        assertProblem(get("/v1/tasks/" + spawnLong() + "/events" + query), code);
        assertProblem(
                get("/v1/tasks/" + spawnLong() + "/events", "Accept", "text/html"), ProblemCode.ACCEPT_UNSUPPORTED);
    }

    @Test
    void aHeartbeatKeepsAQuietStreamOpen() {
        EventClient events = stream("/v1/tasks/" + spawnLong() + "/events");
        for (int i = 0; i < 3; i++) {
            events.event();
        }
        service().advance(Duration.ofSeconds(25));

        assertThat(events.event()).isEqualTo(":\n\n");
    }

    /** Nobody is left waiting, and the task goes on: it was spawned, and others may know it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatLeavesLeavesNothingBehindButTheTask(boolean killed) {
        RawConnection spawning = send("POST", "/v1/tasks?wait=5m", LONG);
        awaitWaiting(1);
        String id = listed("?state=running").getLast();
        RawConnection joining = send("GET", "/v1/tasks/" + id + "?wait=5m", "");
        awaitWaiting(2);
        EventClient following = stream("/v1/tasks/" + id + "/events");
        following.event();
        for (RawConnection connection : List.of(spawning, joining, following.connection())) {
            if (killed) {
                connection.reset();
            } else {
                connection.close();
            }
        }

        awaitWaiting(0);
        eventually().until(() -> service().recorder().connections() == 0);
        assertThat(stateOf(id)).isEqualTo("running");
    }

    /** The task is made or it is not, whenever the client leaves; it is killed or it is not; no wait is left. */
    @Test
    void aClientMayLeaveAtAnyMoment() {
        String spawn =
                "POST /v1/tasks?wait=5m HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                        + LONG.length() + "\r\n\r\n" + LONG;
        for (int length = 0; length <= spawn.length(); length += 7) {
            RawConnection connection = new RawConnection(port());
            connection.send(spawn.substring(0, length));
            connection.reset();
        }
        RawConnection whole = new RawConnection(port());
        whole.send(spawn);
        whole.reset();
        awaitWaiting(0);

        String id = spawnLong();
        new RawConnection(port())
                .send("DELETE /v1/tasks/" + id + " HTTP/1.1\r\nHost: a\r\n\r\n")
                .reset();
        awaitWaiting(0);
        assertThat(stateOf(id)).isIn("running", "killed");
    }
}
