package dev.tandem;

import dev.tandem.core.Model;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Everything that can be configured.
 *
 * @param address the address that all listeners bind to
 * @param openToNetwork whether this service, which authenticates nobody, may listen on an address other than loopback
 * @param allowedOrigins the origins of web pages that may use the API besides the service's own, such as
 *     https://app.example.com; * allows any
 * @param allowedHosts the hosts that requests may name besides those of loopback, such as push.example.com; without any, a
 *     service that is open to the network may be called by every name
 * @param models the models to serve
 */
@Validated
@ConfigurationProperties(prefix = "tandem", ignoreUnknownFields = false)
public record TandemProperties(
        @DefaultValue("127.0.0.1") InetAddress address,
        @DefaultValue("false") boolean openToNetwork,

        @DefaultValue List<@Pattern(regexp = ORIGIN, message = ORIGIN_EXPECTED) String> allowedOrigins,

        @DefaultValue List<@Pattern(regexp = HOST, message = HOST_EXPECTED) String> allowedHosts,

        @NotEmpty @DefaultValue({"event-loop", "virtual-thread"})
        Set<Model> models,

        @Valid @DefaultValue EventLoop eventLoop,
        @Valid @DefaultValue VirtualThread virtualThread,
        @Valid @DefaultValue Console console,
        @Valid @DefaultValue Server server,
        @Valid @DefaultValue Channels channels,
        @Valid @NestedConfigurationProperty @DefaultValue FlagProperties flags,
        @Valid @NestedConfigurationProperty @DefaultValue SemaphoreProperties semaphores,
        @Valid @NestedConfigurationProperty @DefaultValue QueueProperties queues,
        @Valid @NestedConfigurationProperty @DefaultValue TaskProperties tasks,
        @Valid @NestedConfigurationProperty @DefaultValue WorkProperties work,
        @Valid @DefaultValue Connections connections) {
    private static final String ORIGIN = "\\*|[a-z][a-z0-9+.-]*://[a-z0-9._\\[\\]:-]+";
    private static final String ORIGIN_EXPECTED =
            "must be *, or a scheme, a host in lower case and, unless it is the scheme's own, a port: https://app.example.com";
    private static final String HOST = "[a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+\\]";
    private static final String HOST_EXPECTED = "must be a host in lower case and without a port: push.example.com";
    static final String NAME_PATTERN = "[A-Za-z0-9._~:@*-]{1,128}";
    static final String NAME_PATTERN_EXPECTED =
            "must be 1 to 128 characters of those that names are made of (A-Z a-z 0-9 . _ ~ : @ -) and *";

    /** Deadlines are kept in nanoseconds and, for sockets, in milliseconds of an int; both hold more than this. */
    static final long LONGEST_DEADLINE_DAYS = 7;

    static final long LONGEST_MEMORY_DAYS = 3650;

    /**
     * The event-loop model.
     *
     * @param port the port of the event-loop model; 0 lets the system choose
     * @param threads the number of event loops; 0 means one for each core
     */
    public record EventLoop(
            @Min(0) @Max(65535) @DefaultValue("8080") int port,
            @Min(0) @Max(1024) @DefaultValue("0") int threads) {}

    /**
     * The virtual-thread model.
     *
     * @param port the port of the virtual-thread model; 0 lets the system choose
     */
    public record VirtualThread(
            @Min(0) @Max(65535) @DefaultValue("8081") int port) {}

    /**
     * The console.
     *
     * @param port the port of the console; 0 lets the system choose
     */
    public record Console(
            @Min(0) @Max(65535) @DefaultValue("8082") int port) {}

    /**
     * The servers of both models, which get the same.
     *
     * @param maxConnections the most connections to each model at a time; 0 means as many as there may be open files for
     * @param backlog how many connections the system holds for each model that have not been accepted
     * @param maxKeepAliveRequests the most requests on one connection; -1 sets no bound
     * @param maxHeaderSize the most that the request line and the header fields may take together
     * @param maxBodySize the largest body of a request that holds several messages
     * @param requestTimeout how long a client may take to send a request, from its first byte to its last
     * @param keepAliveTimeout how long a connection may be idle between two requests
     * @param maxWait the longest that a request may ask to wait
     * @param shutdownTimeout how long requests that are under way may take to finish when the server stops
     */
    public record Server(
            @Min(0) @DefaultValue("0") int maxConnections,
            @Min(1) @DefaultValue("4096") int backlog,
            @Min(-1) @DefaultValue("-1") int maxKeepAliveRequests,

            @DataSizeRange(min = "1KB", max = "1MB") @DefaultValue("16KB")
            DataSize maxHeaderSize,

            @DataSizeRange(min = "1B") @DefaultValue("1MB") DataSize maxBodySize,

            @DurationMin(millis = 1) @DurationMax(days = LONGEST_DEADLINE_DAYS) @DefaultValue("20s")
            Duration requestTimeout,

            @DurationMin(millis = 1) @DurationMax(days = LONGEST_DEADLINE_DAYS) @DefaultValue("60s")
            Duration keepAliveTimeout,

            @DurationMin(millis = 1) @DurationMax(days = LONGEST_DEADLINE_DAYS) @DefaultValue("5m")
            Duration maxWait,

            @DurationMin(millis = 0) @DurationMax(days = LONGEST_DEADLINE_DAYS) @DefaultValue("10s")
            Duration shutdownTimeout) {}

    /**
     * Channels.
     *
     * @param historySize the most publications kept of a channel; 0 keeps none
     * @param historyAge how long each is kept
     * @param maxHistoryMemory the most that the payloads kept of all channels take together; 0 means a quarter of the heap
     * @param rules limits for channels whose names match a pattern; the first that matches holds
     * @param maxMessageSize the largest payload of one message
     * @param maxBatchMessages the most messages in one batch
     * @param maxChannels the most channels at a time
     * @param maxChannelsPerStream the most channels on one stream
     * @param idleTimeout how long a channel that nobody uses and that holds no history keeps its position
     * @param idempotencyWindow how long an idempotency key is remembered
     * @param maxIdempotencyKeys the most idempotency keys remembered for a channel
     */
    public record Channels(
            @Min(0) @Max(1_000_000) @DefaultValue("100") int historySize,

            @DurationMin(nanos = 0) @DurationMax(days = LONGEST_MEMORY_DAYS) @DefaultValue("5m")
            Duration historyAge,

            @DataSizeRange(min = "0B", max = "1TB") @DefaultValue("0B")
            DataSize maxHistoryMemory,

            @DefaultValue List<@Valid Rule> rules,

            @DataSizeRange(min = "1B", max = "256MB") @DefaultValue("256KB")
            DataSize maxMessageSize,

            @Min(1) @DefaultValue("1000") int maxBatchMessages,
            @Min(1) @DefaultValue("100000") int maxChannels,
            @Min(1) @DefaultValue("100") int maxChannelsPerStream,

            @DurationMin(nanos = 0) @DurationMax(days = LONGEST_MEMORY_DAYS) @DefaultValue("1m")
            Duration idleTimeout,

            @DurationMin(nanos = 0) @DurationMax(days = LONGEST_MEMORY_DAYS) @DefaultValue("5m")
            Duration idempotencyWindow,

            @Min(1) @DefaultValue("10000") int maxIdempotencyKeys) {}

    /**
     * Limits for some channels.
     *
     * @param pattern a channel name in which * stands for any characters
     * @param historySize the most publications kept of a channel; 0 keeps none
     * @param historyAge how long each is kept
     */
    public record Rule(
            @NotNull @Pattern(regexp = NAME_PATTERN, message = NAME_PATTERN_EXPECTED)
            String pattern,

            @Min(0) @Max(1_000_000) @DefaultValue("100") int historySize,

            @DurationMin(nanos = 0) @DurationMax(days = LONGEST_MEMORY_DAYS) @DefaultValue("5m")
            Duration historyAge) {}

    /**
     * Connections that stay: event streams and WebSockets.
     *
     * @param heartbeat how often something is written to a connection
     * @param pongTimeout how long a WebSocket client may take to answer a ping
     * @param writeTimeout how long a connection with something to write may make no progress
     * @param maxOutbox the most that may wait to be written to one connection
     */
    public record Connections(
            @DurationMin(millis = 1) @DurationMax(days = LONGEST_DEADLINE_DAYS) @DefaultValue("25s")
            Duration heartbeat,

            @DurationMin(millis = 1) @DurationMax(days = LONGEST_DEADLINE_DAYS) @DefaultValue("10s")
            Duration pongTimeout,

            @DurationMin(millis = 1) @DurationMax(days = LONGEST_DEADLINE_DAYS) @DefaultValue("30s")
            Duration writeTimeout,

            @DataSizeRange(min = "1KB") @DefaultValue("1MB") DataSize maxOutbox) {}
}
