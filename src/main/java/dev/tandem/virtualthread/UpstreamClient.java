package dev.tandem.virtualthread;

import dev.tandem.core.work.CallSettings;
import dev.tandem.core.work.UpstreamReply;
import dev.tandem.httpclient.HttpCalls;
import java.io.IOException;
import java.net.URI;

/**
 * Calls the upstream as any code does that blocks: it waits for a connection, keeps it for the next call, and whoever is
 * interrupted finds it closed. Thread-safe.
 */
final class UpstreamClient implements AutoCloseable {
    private final CallSettings settings;
    private final HttpCalls calls;

    UpstreamClient(CallSettings settings) {
        this.settings = settings;
        calls = new HttpCalls(settings.maxConnections(), settings.timeout(), ClientSocket::giveWay);
    }

    /**
     * Waits for the answer.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code upstream_failed}, {@code upstream_timeout}
     */
    UpstreamReply call(URI url) throws InterruptedException {
        try {
            return calls.get(url).make();
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw settings.problem(HttpCalls.errorOf(e));
        }
    }

    /** Whoever still waits finds the connection closed. */
    @Override
    public void close() {
        calls.close();
    }
}
