package dev.tandem.virtualthread;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.FetchError;
import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.task.TaskInput.Fetch;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskResult.FetchFailure;
import dev.tandem.core.task.TaskResult.FetchResult;
import dev.tandem.core.task.TaskResult.Fetched;
import dev.tandem.core.task.TaskResult.Response;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.work.DigestRounds;
import dev.tandem.core.work.FetchException;
import dev.tandem.core.work.Hops;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gets many URLs, each on a thread of its own that blocks wherever there is something to wait for: in the lookup of the
 * name, the connection, the handshake, and every read. What ends that, be it the deadline or a kill, is one and the same:
 * an interrupt, upon which the socket is closed.
 */
final class FetchTask {
    private static final int PIECE = 8 * 1024;

    private final FetchPolicy policy;
    private final Ticker ticker;
    private final VirtualThreads threads;
    private final SystemNames names;

    FetchTask(FetchPolicy policy, Ticker ticker, VirtualThreads threads, SystemNames names) {
        this.policy = policy;
        this.ticker = ticker;
        this.threads = threads;
        this.names = names;
    }

    TaskResult run(Fetch input, TaskRun run) throws InterruptedException {
        return new Fetched(new FanOut(threads, input.concurrency(), run).each(input.urls(), url -> fetch(url, input)));
    }

    private FetchResult fetch(URI url, Fetch input) throws InterruptedException {
        long begin = ticker.nanoTime();
        try (var deadline = Deadline.in(ticker, input.timeout(), Thread.currentThread()::interrupt)) {
            try {
                return follow(url, input, begin);
            } catch (IOException | InterruptedException e) {
                boolean interrupted = Thread.interrupted() || e instanceof InterruptedException;
                if (interrupted && !deadline.isOver()) {
                    throw new InterruptedException();
                }
                FetchError error = deadline.isOver() ? FetchError.TIMEOUT : HttpVisit.errorOf(e);
                return new FetchFailure(url, error, since(begin));
            }
        }
    }

    private FetchResult follow(URI url, Fetch input, long begin) throws IOException, InterruptedException {
        URI location = url;
        for (int followed = 0; ; followed++) {
            try (var visit = HttpVisit.get(location, new PermittedAddresses(location, policy, names))) {
                if (!Hops.isRedirect(visit.status())) {
                    return response(url, location, visit, input, begin);
                }
                location = Hops.follow(
                        policy,
                        location,
                        visit.values("location").stream().findFirst(),
                        followed,
                        input.maxRedirects());
            }
        }
    }

    private Response response(URI url, URI location, HttpVisit visit, Fetch input, long begin)
            throws IOException, InterruptedException {
        Duration firstByte = since(begin);
        var kept = new ByteArrayOutputStream();
        MessageDigest sha256 = DigestRounds.sha256();
        OutputStream sink = switch (input.body()) {
            case CONTENT -> kept;
            case SHA256 -> new DigestOutputStream(OutputStream.nullOutputStream(), sha256);
            case NONE -> OutputStream.nullOutputStream();
        };
        long length = read(visit, input.maxBytes(), sink);
        byte[] body = switch (input.body()) {
            case CONTENT, NONE -> kept.toByteArray();
            case SHA256 -> sha256.digest();
        };
        return new Response(
                url, location, visit.status(), headers(visit, input.headers()), body, length, firstByte, since(begin));
    }

    /** Returns how much it was. */
    private static long read(HttpVisit visit, int maxBytes, OutputStream sink)
            throws IOException, InterruptedException {
        if (visit.announcedLength() > maxBytes) {
            throw new FetchException(FetchError.TOO_LARGE);
        }
        long length = 0;
        byte[] piece = new byte[PIECE];
        InputStream body = visit.body();
        for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
            length += read;
            if (length > maxBytes) {
                throw new FetchException(FetchError.TOO_LARGE);
            }
            sink.write(piece, 0, read);
            // A read that need not wait does not notice.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return length;
    }

    private static Map<String, String> headers(HttpVisit visit, List<String> names) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : names) {
            List<String> values = visit.values(name);
            if (!values.isEmpty()) {
                headers.put(name, String.join(", ", values));
            }
        }
        return headers;
    }

    private Duration since(long begin) {
        return Duration.ofNanos(ticker.nanoTime() - begin);
    }
}
