package dev.tandem.core.channel;

import java.time.Duration;

/**
 * The deadlines of long-lived connections.
 *
 * @param heartbeat how often something is written to every connection, so that a peer or a proxy that has gone is noticed
 * @param pongTimeout how long a WebSocket client may take to answer a ping
 * @param writeTimeout how long a connection with something to write may make no progress
 */
public record Liveness(Duration heartbeat, Duration pongTimeout, Duration writeTimeout) {
    private static final Duration LONGEST_PULSE = Duration.ofSeconds(1);
    private static final int PULSES_PER_DEADLINE = 10;

    /** How often the deadlines are looked at: often enough that none is missed by more than a tenth. */
    Duration pulse() {
        Duration shortest = heartbeat.compareTo(pongTimeout) < 0 ? heartbeat : pongTimeout;
        shortest = shortest.compareTo(writeTimeout) < 0 ? shortest : writeTimeout;
        Duration pulse = shortest.dividedBy(PULSES_PER_DEADLINE);
        return pulse.compareTo(LONGEST_PULSE) < 0 ? pulse : LONGEST_PULSE;
    }
}
