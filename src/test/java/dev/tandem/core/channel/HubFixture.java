package dev.tandem.core.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.payload.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;

/** A hub whose lanes run when they are told to, on the test's own thread. */
final class HubFixture {
    static final Duration HEARTBEAT = Duration.ofSeconds(25);
    static final Duration PONG_TIMEOUT = Duration.ofSeconds(10);
    static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);
    static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
    static final Duration WINDOW = Duration.ofMinutes(5);
    static final Duration AGE = Duration.ofMinutes(2);
    static final int SIZE = 5;
    static final int MAX_CHANNELS = 4;
    static final int MAX_KEYS = 3;

    static final ChannelName CHANNEL = new ChannelName("a");

    final ManualTicker ticker = new ManualTicker();
    final RecordingListener listener = new RecordingListener();
    final Hub hub;
    final Steps steps = new Steps();
    final Lane lane;

    HubFixture() {
        this(Long.MAX_VALUE);
    }

    HubFixture(long maxHistoryBytes) {
        hub = new Hub(settings(maxHistoryBytes), ticker, listener);
        lane = hub.newLane(Model.EVENT_LOOP, steps);
    }

    /** Keeps what it is given until it is told to run. */
    static final class Steps implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        int pending() {
            return tasks.size();
        }

        void runOne() {
            tasks.remove().run();
        }

        void runAll() {
            while (!tasks.isEmpty()) {
                runOne();
            }
        }
    }

    /** Writes down what it hears. */
    static final class RecordingListener implements HubListener {
        final List<String> heard = new ArrayList<>();

        @Override
        public void published(Model model) {
            heard.add("published " + model.text());
        }

        @Override
        public void delivered(Model model, Transport transport, long latencyNanos) {
            heard.add("delivered " + transport.text() + " after " + Duration.ofNanos(latencyNanos));
        }

        @Override
        public void connectionOpened(Model model, Transport transport) {
            heard.add("opened " + transport.text());
        }

        @Override
        public void connectionClosed(Model model, Transport transport) {
            heard.add("closed " + transport.text());
        }

        @Override
        public void disconnected(Model model, Transport transport, DisconnectReason reason) {
            heard.add("disconnected " + transport.text() + " " + reason.code());
        }

        @Override
        public void subscribed(Model model, Transport transport) {
            heard.add("subscribed " + transport.text());
        }

        @Override
        public void unsubscribed(Model model, Transport transport) {
            heard.add("unsubscribed " + transport.text());
        }
    }

    private static HubSettings settings(long maxHistoryBytes) {
        return new HubSettings(
                name -> name.text().startsWith("none-") ? new HistoryLimits(0, AGE) : new HistoryLimits(SIZE, AGE),
                maxHistoryBytes,
                MAX_CHANNELS,
                IDLE_TIMEOUT,
                WINDOW,
                MAX_KEYS,
                new Liveness(HEARTBEAT, PONG_TIMEOUT, WRITE_TIMEOUT));
    }

    Published publish(ChannelName channel, String text) {
        return hub.publish(Model.EVENT_LOOP, channel, text(text), Optional.empty())
                .join();
    }

    Published publish(String text) {
        return publish(CHANNEL, text);
    }

    Published publish(String text, String key) {
        return hub.publish(Model.EVENT_LOOP, CHANNEL, text(text), Optional.of(new IdempotencyKey(key)))
                .join();
    }

    RecordingConnection subscribe(Optional<StreamPosition> after) {
        RecordingConnection connection = new RecordingConnection(hub, lane);
        connection.feed = hub.open(connection, List.of(new SubscribeRequest(CHANNEL, after)), WireForm.SSE);
        return connection;
    }

    RecordingConnection subscribe() {
        return subscribe(Optional.empty());
    }

    ChannelState state() {
        return hub.state(CHANNEL).orElseThrow();
    }

    int subscribers() {
        return state().subscribers().values().stream()
                .flatMap(counts -> counts.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    static Payload text(String text) {
        return new Payload(Payload.TEXT_TYPE, Payload.Kind.TEXT, text.getBytes(UTF_8));
    }

    static String textOf(Publication publication) {
        return new String(publication.payload().bytes(), UTF_8);
    }
}
