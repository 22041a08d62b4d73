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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The same random requests, right and wrong, to two fresh servers, one for each model: status, headers and bodies are the
 * same, byte for byte. What a server makes up, an epoch, is given a name in the order in which it is seen.
 */
class EquivalenceTest {
    private static final int REQUESTS = Integer.getInteger("tandem.test.requests", 500);

    /** What may differ: which model it is, and when. */
    private static final Set<String> DIFFERENT = Set.of("tandem-model", "date");

    private static final Pattern EPOCH = Pattern.compile("(?<![0-9a-z])[0-9a-z]{13}(?=\"|:\\d)");

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
                }
            }
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
        private final Map<String, String> epochs = new TreeMap<>();

        Side(Model model) {
            this.model = model;
            service = Service.start(Service.Variant.STANDARD, "--tandem.models=" + model.text());
        }

        /** Sends a request in which {@code EPOCH-n} stands for the epoch of that name. */
        String answer(String request) {
            String answer = send(request);
            eventually("a stream ends with its client")
                    .until(() -> service.recorder().connections() == 0);
            return answer;
        }

        private String send(String request) {
            String own = request;
            for (Map.Entry<String, String> epoch : epochs.entrySet()) {
                own = own.replace(epoch.getKey(), epoch.getValue());
            }
            try (RawConnection connection = new RawConnection(service.port(model))) {
                connection.trySend(own.getBytes(ISO_8859_1));
                Reply head = connection.head();
                boolean bodiless = request.startsWith("HEAD ");
                boolean stream = head.header("Content-Type")
                        .filter(type -> type.equals("text/event-stream"))
                        .isPresent();
                if (bodiless || head.status() == 101) {
                    return describe(head, "");
                }
                byte[] body = stream ? firstEvent(connection, head) : connection.bodyOf(head);
                return describe(head, new String(body, ISO_8859_1));
            }
        }

        private static byte[] firstEvent(RawConnection connection, Reply head) {
            return new EventClient(connection, head).event().getBytes(ISO_8859_1);
        }

        private String describe(Reply head, String body) {
            StringBuilder text = new StringBuilder().append(head.status()).append('\n');
            head.headers().forEach((name, values) -> {
                if (!DIFFERENT.contains(name.toLowerCase(Locale.ROOT))) {
                    text.append(name.toLowerCase(Locale.ROOT))
                            .append(": ")
                            .append(values)
                            .append('\n');
                }
            });
            return EPOCH.matcher(text.append('\n').append(body)).replaceAll(this::nameOf);
        }

        private String nameOf(MatchResult epoch) {
            return names.computeIfAbsent(epoch.group(), made -> {
                String name = "EPOCH-%03d".formatted(names.size());
                epochs.put(name, made);
                return name;
            });
        }

        @Override
        public void close() {
            service.close();
        }
    }
}
