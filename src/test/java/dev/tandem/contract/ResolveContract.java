package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.work.DnsMessage;
import dev.tandem.work.DnsServer;
import dev.tandem.work.ScriptedNames;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Looking up names: what is told of each, and that none delays another. */
abstract class ResolveContract extends WorkClient {
    /** The time that each question has. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** What the DNS server of all these tests answers; it depends on the first label. */
    static void answer(DnsMessage query, DnsServer.Reply reply) throws IOException {
        String name = query.name();
        DnsMessage.Answer answer = query.answer();
        switch (name.split("\\.", 2)[0]) {
            case "both" ->
                reply.send(
                        query.type() == DnsMessage.A
                                ? answer.address(name, "192.0.2.1", 300)
                                        .address(name, "192.0.2.2", 60)
                                        .bytes()
                                : answer.address(name, "2001:db8::1", 0).bytes());
            case "alias" ->
                reply.send(answer.alias(name, "other.example.net", 7)
                        .address("other.example.net", "192.0.2.3", 300)
                        .bytes());
            case "large" ->
                reply.send(
                        query.isOverTcp()
                                ? answer.address(name, "192.0.2.4", 5).bytes()
                                : answer.truncated().bytes());
            case "lied-to" -> {
                reply.send(
                        query.answer().wrongId().address(name, "192.0.2.66", 5).bytes());
                reply.send(answer.address(name, "192.0.2.5", 5).bytes());
            }
            case "nobody" -> reply.send(answer.code(DnsMessage.NXDOMAIN).bytes());
            case "broken" -> reply.send(answer.code(DnsMessage.SERVFAIL).bytes());
            case "silent" -> {
                // Says nothing.
            }
            default -> reply.send(answer.bytes());
        }
    }

    private static String results(String... each) {
        return quoted("{'results':[" + String.join(",", each) + "]}");
    }

    private static String found(String name, String... addresses) {
        return "{'name':'%s','addresses':[%s]}".formatted(name, String.join(",", addresses));
    }

    private static String address(String address, String type, int ttl) {
        return "{'address':'%s','type':'%s','ttl':%d}".formatted(address, type, ttl);
    }

    private static String failed(String name, String code, String detail) {
        return "{'name':'%s','error':{'code':'%s','detail':'%s'}}".formatted(name, code, detail);
    }

    private static String unknown(String name) {
        return failed(name, "name_unknown", "The name has no address of the types asked for");
    }

    @Test
    void eachNameHasItsResultInItsPlaceByDns() {
        String input = "'resolver':'dns','names':['both.example.com','Both.example.com.','alias.example.com',"
                + "'large.example.com','lied-to.example.com','nobody.example.com','broken.example.com',"
                + "'nothing.example.com']";

        assertThat(result("resolve", input))
                .isEqualTo(results(
                        found(
                                "both.example.com",
                                address("192.0.2.1", "A", 300),
                                address("192.0.2.2", "A", 60),
                                address("2001:db8:0:0:0:0:0:1", "AAAA", 0)),
                        found(
                                "Both.example.com.",
                                address("192.0.2.1", "A", 300),
                                address("192.0.2.2", "A", 60),
                                address("2001:db8:0:0:0:0:0:1", "AAAA", 0)),
                        found("alias.example.com", address("192.0.2.3", "A", 7)),
                        found("large.example.com", address("192.0.2.4", "A", 5)),
                        found("lied-to.example.com", address("192.0.2.5", "A", 5)),
                        unknown("nobody.example.com"),
                        failed("broken.example.com", "server_failed", "The name server could not answer"),
                        unknown("nothing.example.com")));
    }

    @Test
    void eachNameHasItsResultInItsPlaceByTheSystem() {
        String known = ScriptedNames.add(() -> new String[] {"2001:db8::1", "192.0.2.2", "192.0.2.1"});
        String one = ScriptedNames.add(() -> new String[] {"2001:db8::1"});
        String nobody = ScriptedNames.add(() -> {
            throw new UnknownHostException();
        });
        String input = "'names':['" + String.join("','", known, nobody, one) + "']";

        assertThat(result("resolve", input + ",'types':['AAAA','A']"))
                .isEqualTo(results(
                        found(
                                known,
                                "{'address':'192.0.2.2','type':'A'}",
                                "{'address':'192.0.2.1','type':'A'}",
                                "{'address':'2001:db8:0:0:0:0:0:1','type':'AAAA'}"),
                        unknown(nobody),
                        found(one, "{'address':'2001:db8:0:0:0:0:0:1','type':'AAAA'}")));
        assertThat(result("resolve", input + ",'types':['A']"))
                .isEqualTo(results(
                        found(known, "{'address':'192.0.2.2','type':'A'}", "{'address':'192.0.2.1','type':'A'}"),
                        unknown(nobody),
                        unknown(one)));
    }

    /** Those that nobody answers for come first, and leave the others one place of three until their time is over. */
    @Test
    void aNameThatNobodyAnswersForDelaysNoOther() {
        String id = spawnWork(
                "resolve",
                "'resolver':'dns','names':['silent.example.com','silent.example.org','both.example.com',"
                        + "'nobody.example.com'],'types':['AAAA'],'concurrency':3,'timeout':'5s'");
        String late = "No answer came in time";

        eventually("all others are there").until(() -> done(id) == 2);
        service().advance(TIMEOUT);

        assertThat(resultOf(id))
                .isEqualTo(results(
                        failed("silent.example.com", "timeout", late),
                        failed("silent.example.org", "timeout", late),
                        found("both.example.com", address("2001:db8:0:0:0:0:0:1", "AAAA", 0)),
                        unknown("nobody.example.com")));
    }

    /** It goes on in the system, which can not be told to stop; the task does not. */
    @Test
    void aLookupByTheSystemThatHangsIsLeftWhenItsTimeIsOver() {
        CountDownLatch hanging = closing();
        String hangs = ScriptedNames.add(() -> {
            hanging.await();
            return new String[] {"192.0.2.1"};
        });
        String id = spawnWork("resolve", "'names':['" + hangs + "','localhost'],'types':['A'],'timeout':'5s'");

        eventually("the other one is there").until(() -> done(id) == 1);
        service().advance(TIMEOUT);

        assertThat(resultOf(id))
                .isEqualTo(results(
                        failed(hangs, "timeout", "No answer came in time"),
                        found("localhost", "{'address':'127.0.0.1','type':'A'}")));
    }

    /** A latch that is open after the test at the latest. */
    private CountDownLatch closing() {
        CountDownLatch latch = new CountDownLatch(1);
        closeLater(latch::countDown);
        return latch;
    }

    @Test
    void aKillDoesNotWaitForAnswers() {
        CountDownLatch hanging = closing();
        String hangs = ScriptedNames.add(() -> {
            hanging.await();
            return new String[0];
        });
        String bySystem = spawnWork("resolve", "'names':['" + hangs + "']");
        String byDns = spawnWork("resolve", "'resolver':'dns','names':['silent.example.com']");

        assertEnded(kill(bySystem), "killed", "killed");
        assertEnded(kill(byDns), "killed", "killed");
    }

    @Test
    void theTimeOfATaskIsThatOfAllItsNames() {
        String id = id(spawn(task("resolve", "'resolver':'dns','names':['silent.example.com'],'timeout':'1m'")
                .replace("10m", "3s")));
        service().advance(Duration.ofSeconds(3));

        assertEnded(get("/v1/tasks/" + id + "?wait=1m"), "timed_out", "timed_out");
    }
}
