package dev.tandem.virtualthread;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The channel of one connection, on which a request that is being handled has one deadline for all that is still to come of
 * it. Tomcat gives each read a time of its own, and reads in many places: for a handler, for the sizes, extensions and
 * trailers of chunks, and once more to be rid of a body that nobody wanted. All of these end here.
 *
 * <p>What had come in time may be read later, as a handler may have been busy meanwhile: past the deadline a read times out
 * where it finds nothing, or more than can have been waiting.
 *
 * <p>Used by the one thread that handles the request, and by one to which it has lent the connection.
 */
final class RequestChannel extends NioChannel {
    private static final int MAX_LATE_BYTES = 64 * 1024;

    private @Nullable Deadline deadline;
    private int lateBytes;
    private boolean timedOut;
    private int requests;

    interface Deadline {
        /** What is left until the request must be complete; {@link Long#MAX_VALUE} if it is. */
        long leftNanos();
    }

    RequestChannel(SocketBufferHandler buffers) {
        super(buffers);
    }

    /** A request has come: from here on, reads keep to its deadline. */
    void limit(Deadline to) {
        requests++;
        deadline = to;
        lateBytes = 0;
        limitWait(to.leftNanos());
    }

    /** From here on, reads take as long as they take. */
    void unlimit() {
        deadline = null;
    }

    /** How many requests there have been. */
    int requests() {
        return requests;
    }

    /** Whether a request has failed because it was not complete in time. */
    boolean hasTimedOut() {
        return timedOut;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int read = super.read(to);
        long leftNanos = deadline == null || read < 0 ? Long.MAX_VALUE : deadline.leftNanos();
        if (leftNanos <= 0) {
            lateBytes += read;
            if (read == 0 || lateBytes > MAX_LATE_BYTES) {
                timedOut = true;
                throw new SocketTimeoutException("The request was not complete in time");
            }
        }
        limitWait(leftNanos);
        return read;
    }

    /** Tomcat asks for the time that a read may wait before it comes here, so this is for the next one. */
    private void limitWait(long leftNanos) {
        if (leftNanos < Long.MAX_VALUE) {
            socketWrapper.setReadTimeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos)));
        }
    }
}
