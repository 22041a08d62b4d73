package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The same random requests, right and wrong, to two fresh servers, one for each model: status, headers and bodies are the
 * same, byte for byte. What a server makes up, an epoch or the id of a task or a claim, is given a name in the order in
 * which it is seen.
 */
class EquivalenceTest {
    private static final int REQUESTS = Integer.getInteger("tandem.test.requests", 500);

    /** What may differ: which model it is, and when. */
    private static final Set<String> DIFFERENT = Set.of("tandem-model", "date");

    private static final Called UPSTREAM = new Called();

    private static final String ALL_TASKS = "GET /v1/tasks?limit=1000 HTTP/1.1\r\nHost: a\r\n\r\n";

    /** Work that is told to stop has stopped a moment later, at which a virtual thread sees another time of day. */
    private static final Pattern ENDED = Pattern.compile("\"ended\":\"[^\"]+\"");

    private static final Pattern CONTENT_LENGTH = Pattern.compile("content-length: .*\n");

    private static final Pattern TASK = Pattern.compile("(?<![0-9a-z])1i[0-9a-v]{22}(?![0-9a-z])");

    private static final Pattern EPOCH = Pattern.compile("(?<![0-9a-z])[0-9a-z]{13}(?=\"|:\\d)");
    private static final Pattern CLAIM = Pattern.compile("(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])");

    @Test
    void bothModelsAnswerTheSame() {
        long seed = Long.getLong("tandem.test.seed", new Random().nextLong());
        Random random = new Random(seed);
        Trace trace = new Trace(random);
        LogRecorder.begin();
        try (Side eventLoop = new Side(Model.EVENT_LOOP);
                Side virtualThread = new Side(Model.VIRTUAL_THREAD)) {
            for (int i = 0; i < REQUESTS; i++) {
                String request = trace.next();
                String first = eventLoop.answer(request);
                String second = virtualThread.answer(request);
                assertThat(second)
                        .as(
                                "request %d with -Dtandem.test.seed=%d:%n%s%nevent loop and virtual threads",
                                i, seed, request)
                        .isEqualTo(first);
                trace.learn(first);
                if (random.nextInt(20) == 0) {
                    Duration pause = Duration.ofMillis(random.nextInt(90_000));
                    eventLoop.service.advance(pause);
                    virtualThread.service.advance(pause);
                    eventually("the work of tasks whose time is over has stopped")
                            .untilAsserted(() ->
                                    assertThat(virtualThread.answer(ALL_TASKS)).isEqualTo(eventLoop.answer(ALL_TASKS)));
                }
            }
            eventLoop.service.killTasks();
            virtualThread.service.killTasks();
            Invariants.assertNothingIsLeft(eventLoop.service);
            Invariants.assertNothingIsLeft(virtualThread.service);
        }
        assertThat(LogRecorder.warnings()).as("-Dtandem.test.seed=%d", seed).isEmpty();
    }

    /** One of the two servers, and the names of what it made up. */
    private static final class Side implements AutoCloseable {
        private final Model model;
        private final Service service;
        private final Map<String, String> names = new TreeMap<>();
        private final Map<String, String> own = new TreeMap<>();

        Side(Model model) {
            this.model = model;
            service = Service.start(
                    Service.Variant.STANDARD,
                    "--tandem.models=" + model.text(),
                    "--tandem.tasks.max-timeout=24h",
                    "--tandem.tasks.retention=24h",
                    "--tandem.work.upstream=" + UPSTREAM.url());
        }

        /** Sends a request in which {@code EPOCH-n}, {@code TASK-n} and {@code CLAIM-n} stand for what this side has made of that name. */
        String answer(String request) {
            String answer = send(request);
            eventually("a stream ends with its client")
                    .until(() -> service.recorder().connections() == 0);
            return answer;
        }

        private String send(String request) {
            String sent = request;
            for (Map.Entry<String, String> name : own.entrySet()) {
                sent = sent.replace(name.getKey(), name.getValue());
            }
            try (RawConnection connection = new RawConnection(service.port(model))) {
                connection.trySend(sent.getBytes(ISO_8859_1));
                Reply head = connection.head();
                boolean bodiless = request.startsWith("HEAD ");
                boolean stream = head.header("Content-Type")
                        .filter(type -> type.equals("text/event-stream"))
                        .isPresent();
                if (bodiless || head.status() == 101) {
                    return describe(head, "", request.startsWith("HEAD /v1/tasks"));
                }
                byte[] body = stream ? firstEvent(connection, head) : connection.bodyOf(head);
                return describe(head, new String(body, ISO_8859_1), false);
            }
        }

        private static byte[] firstEvent(RawConnection connection, Reply head) {
            return new EventClient(connection, head).event().getBytes(ISO_8859_1);
        }

        private String describe(Reply head, String body, boolean maySpeakOfIt) {
            StringBuilder text = new StringBuilder().append(head.status()).append('\n');
            head.headers().forEach((name, values) -> {
                if (!DIFFERENT.contains(name.toLowerCase(Locale.ROOT))) {
                    text.append(name.toLowerCase(Locale.ROOT))
                            .append(": ")
                            .append(values)
                            .append('\n');
                }
            });
            String timeless = timeless(text.append('\n').append(body).toString(), maySpeakOfIt);
            String withTasks = TASK.matcher(timeless).replaceAll(made -> nameOf(made.group(), "TASK"));
            String withClaims = CLAIM.matcher(withTasks).replaceAll(made -> nameOf(made.group(), "CLAIM"));
            return EPOCH.matcher(withClaims).replaceAll(made -> nameOf(made.group(), "EPOCH"));
        }

        /** Without the time at which work has ended, and without a length that counts it, in a body or for one. */
        private static String timeless(String answer, boolean maySpeakOfIt) {
            Matcher ended = ENDED.matcher(answer);
            return maySpeakOfIt || ended.find()
                    ? CONTENT_LENGTH.matcher(ended.replaceAll("")).replaceFirst("")
                    : answer;
        }

        private String nameOf(String made, String kind) {
            return names.computeIfAbsent(made, absent -> {
                String name = "%s-%03d".formatted(kind, names.size());
                own.put(name, made);
                return name;
            });
        }

        @Override
        public void close() {
            service.close();
        }
    }
}
