package dev.tandem.contract;

import dev.tandem.TandemServer;
import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.Ticker;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.ChannelState;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.channel.HubListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.support.GenericApplicationContext;

/** A running server with both models, whose time is the test's. */
final class Service implements AutoCloseable {
    private static final Map<Variant, Service> SHARED = new ConcurrentHashMap<>();

    private final ManualTicker ticker = new ManualTicker();
    private final TandemServer server;
    private final Hub hub;
    private final HubRecorder recorder;

    /** The servers that tests share; one is started when it is first asked for, and stays. */
    enum Variant {
        /** Defaults, and channels whose names say how much history they have. */
        STANDARD(
                "--tandem.allowed-origins=https://app.example.com",
                "--tandem.channels.rules[0].pattern=short-*",
                "--tandem.channels.rules[0].history-size=3",
                "--tandem.channels.rules[1].pattern=*-none-*",
                "--tandem.channels.rules[1].history-size=0",
                "--tandem.channels.rules[2].pattern=fleeting-*",
                "--tandem.channels.rules[2].history-size=100",
                "--tandem.channels.rules[2].history-age=10s"),
        /** Limits that are quickly reached. */
        NARROW(
                "--tandem.channels.max-message-size=1KB",
                "--tandem.channels.max-batch-messages=3",
                "--tandem.channels.max-channels=5",
                "--tandem.channels.max-channels-per-stream=3",
                "--tandem.channels.max-idempotency-keys=3",
                "--tandem.channels.history-size=0",
                "--tandem.server.max-body-size=4KB",
                "--tandem.server.max-keep-alive-requests=5",
                "--tandem.server.max-wait=10s"),
        /** Deadlines that are over soon. */
        IMPATIENT("--tandem.server.request-timeout=400ms", "--tandem.server.keep-alive-timeout=500ms");

        @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, which its type does not say.
        private final List<String> arguments;

        Variant(String... arguments) {
            this.arguments = List.of(arguments);
        }
    }

    private Service(Variant variant, String... more) {
        List<String> arguments = new ArrayList<>(variant.arguments);
        arguments.addAll(List.of(more));
        arguments.addAll(List.of(
                "--tandem.event-loop.port=0",
                "--tandem.virtual-thread.port=0",
                "--tandem.console.port=0",
                "--logging.level.dev.tandem=debug",
                "--logging.threshold.console=warn"));
        server = TandemServer.start(this::prepare, arguments.toArray(String[]::new));
        LogRecorder.attach();
        hub = server.root().getBean(Hub.class);
        recorder = (HubRecorder) server.root().getBean(HubListener.class);
    }

    private void prepare(GenericApplicationContext root) {
        root.registerBean(Ticker.class, () -> ticker);
        root.registerBean(BeanPostProcessor.class, Recording::new);
    }

    private static final class Recording implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof HubListener listener ? new HubRecorder(listener) : bean;
        }
    }

    static Service shared(Variant variant) {
        return SHARED.computeIfAbsent(variant, Service::new);
    }

    /** A server of the test's own. */
    static Service start(Variant variant, String... more) {
        return new Service(variant, more);
    }

    int port(Model model) {
        return server.port(model);
    }

    HubRecorder recorder() {
        return recorder;
    }

    Hub hub() {
        return hub;
    }

    /** Lets time pass for core; requests' own deadlines go by the machine's clock. */
    void advance(Duration duration) {
        ticker.advance(duration);
    }

    /** How many timers wait for core's time to pass. */
    int timers() {
        return ticker.pending();
    }

    /** How many subscribers a channel has, on both models and by any transport. */
    int subscribers(String channel) {
        return hub.state(new ChannelName(channel)).map(Service::subscribers).orElse(0);
    }

    static int subscribers(ChannelState state) {
        return state.subscribers().values().stream()
                .flatMap(counts -> counts.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** All channels that have a subscriber. */
    Stream<ChannelState> subscribed() {
        return hub.list(Optional.empty(), "", Integer.MAX_VALUE).stream().filter(state -> subscribers(state) > 0);
    }

    @Override
    public void close() {
        server.close();
    }
}
