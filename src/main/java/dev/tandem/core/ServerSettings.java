package dev.tandem.core;

import java.net.InetAddress;
import java.time.Duration;

/**
 * What a model's server is told, the same for both but for the port: where defaults differ they would decide a comparison.
 *
 * @param address the address to listen on
 * @param port the port to listen on; 0 lets the system choose
 * @param maxConnections the most connections at a time; a further one waits in the backlog
 * @param backlog how many connections the system holds that have not been accepted
 * @param maxKeepAliveRequests the most requests on one connection; -1 sets no bound
 * @param maxHeaderBytes the most that the request line and the header fields may take together
 * @param requestTimeout how long a client may take to send a request, from its first byte to its last
 * @param keepAliveTimeout how long a connection may be idle between two requests
 * @param maxOutboxBytes the most that may wait to be written to one long-lived connection
 * @param shutdownTimeout how long requests that are under way may take to finish when the server stops
 */
public record ServerSettings(
        InetAddress address,
        int port,
        int maxConnections,
        int backlog,
        int maxKeepAliveRequests,
        int maxHeaderBytes,
        Duration requestTimeout,
        Duration keepAliveTimeout,
        int maxOutboxBytes,
        Duration shutdownTimeout) {}
