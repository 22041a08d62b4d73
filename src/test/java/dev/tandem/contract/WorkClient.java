package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.work.DnsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the contracts of each kind of work have in common: a server that may do something, and what comes of it as text, byte
 * for byte, so that both models answer the same. Where a test does not let time pass, everything takes no time.
 */
abstract class WorkClient extends TaskClient {
    /** How many programs run at a time, and compute. */
    static final int AT_A_TIME = 2;

    /** How many more of either may wait. */
    static final int QUEUED = 2;

    static final Duration KILL_GRACE = Duration.ofSeconds(2);
    static final int MAX_OUTPUT = 1024;

    /** Made when it is first asked for, and for both models. */
    private static final class Shared {
        private static final DnsServer NAMES = names();
        private static final Service SERVICE = Service.start(
                Service.Variant.STANDARD,
                "--tandem.tasks.fetch.allowed=127.0.0.1:*,localhost:*,*.tandem.test:*",
                "--tandem.tasks.resolve.servers=127.0.0.1:" + NAMES.address().getPort(),
                "--tandem.tasks.kill-grace=" + KILL_GRACE.toMillis() + "ms",
                "--tandem.tasks.computing-threads=" + AT_A_TIME,
                "--tandem.tasks.max-queued-computations=" + QUEUED,
                "--tandem.tasks.process.max-running=" + AT_A_TIME,
                "--tandem.tasks.process.max-queued=" + QUEUED,
                "--tandem.tasks.process.commands.sh.program=/bin/sh",
                "--tandem.tasks.process.commands.sh.fixed-arguments=-c",
                "--tandem.tasks.process.commands.sh.argument-patterns=(?s).*",
                "--tandem.tasks.process.commands.sh.environment.PATH=/usr/bin:/bin",
                "--tandem.tasks.process.commands.sh.max-output=" + MAX_OUTPUT + "B",
                "--tandem.tasks.process.commands.seq.program=/usr/bin/seq",
                "--tandem.tasks.process.commands.seq.argument-patterns[0]=[0-9]",
                "--tandem.tasks.process.commands.seq.argument-patterns[1]=[0-9]{2}");

        private static DnsServer names() {
            try {
                return DnsServer.start(ResolveContract::answer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    final Service service() {
        return Shared.SERVICE;
    }

    /** JSON that is written with single quotes. */
    static String quoted(String json) {
        return json.replace('\'', '"');
    }

    static String task(String kind, String input) {
        return quoted("{'kind':'" + kind + "','input':{" + input + "},'timeout':'10m'}");
    }

    /** It may be over already. */
    final String spawnWork(String kind, String input) {
        Reply reply = spawn(task(kind, input));
        assertThat(reply.status()).as("%s", reply).isBetween(200, 202);
        return id(reply);
    }

    /** What comes of work that ends by itself. */
    final String result(String kind, String input) {
        return result(spawn("?wait=1m", task(kind, input)));
    }

    final String resultOf(String id) {
        return result(get("/v1/tasks/" + id + "?wait=1m"));
    }

    private static String result(Reply reply) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(state(reply)).as("%s", reply).isEqualTo("succeeded");
        String text = reply.text();
        String name = "\"result\":";
        return text.substring(text.indexOf(name) + name.length(), text.length() - 1);
    }

    /** Nothing has come of it but a reason. */
    static void assertEnded(Reply reply, String state, String code) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(state(reply)).as("%s", reply).isEqualTo(state);
        assertThat(reply.json().at("/error/code").asString()).isEqualTo(code);
        assertThat(reply.json().has("result")).isFalse();
    }

    /** Spawns one more than may wait; returns those that do. Which one is refused depends on when its work begins. */
    final List<String> spawnOneTooMany(String kind, String input, String code) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i <= QUEUED; i++) {
            ids.add(spawnWork(kind, input));
        }
        eventually("one is refused")
                .until(() -> ids.stream().anyMatch(id -> !stateOf(id).equals("running")));
        String refused = ids.stream()
                .filter(id -> !stateOf(id).equals("running"))
                .findFirst()
                .orElseThrow();
        assertEnded(get("/v1/tasks/" + refused), "failed", code);
        ids.remove(refused);
        return ids;
    }

    final int done(String id) {
        return get("/v1/tasks/" + id).json().at("/progress/done").asInt();
    }
}
