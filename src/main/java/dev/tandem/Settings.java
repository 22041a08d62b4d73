package dev.tandem;

import dev.tandem.console.ConsoleSettings;
import dev.tandem.core.ServerSettings;
import dev.tandem.core.api.ApiLimits;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.HistoryLimits;
import dev.tandem.core.channel.HubSettings;
import dev.tandem.core.channel.Liveness;
import dev.tandem.eventloop.EventLoopSettings;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Turns the configuration into what each part is told. */
final class Settings {
    private Settings() {}

    static HubSettings hub(TandemProperties properties) {
        TandemProperties.Channels channels = properties.channels();
        TandemProperties.Connections connections = properties.connections();
        return new HubSettings(
                historyLimits(channels),
                channels.maxChannels(),
                channels.idleTimeout(),
                channels.idempotencyWindow(),
                channels.maxIdempotencyKeys(),
                new Liveness(connections.heartbeat(), connections.pongTimeout(), connections.writeTimeout()));
    }

    static ApiLimits api(TandemProperties properties) {
        TandemProperties.Channels channels = properties.channels();
        return new ApiLimits(
                Math.toIntExact(channels.maxMessageSize().toBytes()),
                Math.toIntExact(properties.server().maxBodySize().toBytes()),
                channels.maxBatchMessages(),
                properties.server().maxWait(),
                channels.maxChannelsPerStream());
    }

    static ServerSettings server(TandemProperties properties, int port) {
        TandemProperties.Server server = properties.server();
        return new ServerSettings(
                properties.address(),
                port,
                server.maxConnections(),
                server.backlog(),
                server.maxKeepAliveRequests(),
                Math.toIntExact(server.maxHeaderSize().toBytes()),
                server.requestTimeout(),
                server.keepAliveTimeout(),
                Math.toIntExact(properties.connections().maxOutbox().toBytes()),
                server.shutdownTimeout());
    }

    static EventLoopSettings eventLoop(TandemProperties properties) {
        int threads = properties.eventLoop().threads();
        return new EventLoopSettings(
                threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    }

    static ConsoleSettings console(TandemProperties properties) {
        return new ConsoleSettings(properties.address(), properties.console().port(), Version.current());
    }

    private static Function<ChannelName, HistoryLimits> historyLimits(TandemProperties.Channels channels) {
        record Compiled(Pattern pattern, HistoryLimits limits) {}
        List<Compiled> rules = channels.rules().stream()
                .map(rule ->
                        new Compiled(glob(rule.pattern()), new HistoryLimits(rule.historySize(), rule.historyAge())))
                .toList();
        HistoryLimits otherwise = new HistoryLimits(channels.historySize(), channels.historyAge());
        return name -> rules.stream()
                .filter(rule -> rule.pattern().matcher(name.text()).matches())
                .map(Compiled::limits)
                .findFirst()
                .orElse(otherwise);
    }

    private static Pattern glob(String pattern) {
        return Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }
}
