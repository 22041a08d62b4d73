package dev.tandem.virtualthread;

import dev.tandem.core.api.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.http.parser.TokenList;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests as Tomcat does, with four differences.
 *
 * <p>A request is given one deadline for all of it, from its first byte on, where Tomcat would begin anew with every byte;
 * and when it has passed the client is answered, where Tomcat would close without a word. Until the head is complete the
 * deadline is kept here, and then by {@link RequestChannel}.
 *
 * <p>An answer is written past Tomcat, which would close the connection after some statuses, a request that is wrong but
 * whole among them. It goes on unless there is a reason: the rest of the request is not read, or the client wants it so.
 *
 * <p>A connection that is closed on a client in the middle of a request is closed in a way that lets it read the answer.
 *
 * <p>A thread that handles a request can reach the connection as {@link HttpConnection}.
 */
final class HttpProcessor extends Http11Processor implements HttpConnection {
    private static final Logger log = System.getLogger(HttpProcessor.class.getName());
    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;
    private static final long LINGER_MILLIS = 1000;
    private static final String CLOSE = "close";
    private static final String KEEP_ALIVE = "keep-alive";

    private static final byte[] NOTHING = {};
    private static final int MAX_BUFFER_BYTES = 8 * 1024;

    /** What Tomcat says of a request of which nothing has come. */
    private static final long NOT_BEGUN = -1;

    private final long requestTimeoutNanos;
    private final int maxRequests;
    private @Nullable RequestChannel limited;
    private boolean leavesRest;
    private boolean answered;

    HttpProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter, Duration requestTimeout) {
        super(protocol, adapter);
        requestTimeoutNanos = requestTimeout.toNanos();
        maxRequests = protocol.getMaxKeepAliveRequests();
        getRequest().setNote(Admission.PROCESSOR_NOTE, this);
    }

    @Override
    public SocketState process(SocketWrapperBase<?> socket, SocketEvent event) throws IOException {
        SocketState state;
        boolean cutOff;
        try {
            state = readOrAnswer(socket, event);
        } finally {
            cutOff = answered || getErrorState() == ErrorState.CLOSE_CLEAN || hasTimedOut();
            answered = false;
            unlimitReads();
        }
        if (state == SocketState.CLOSED && cutOff) {
            linger(socket);
        }
        return state;
    }

    private SocketState readOrAnswer(SocketWrapperBase<?> socket, SocketEvent event) throws IOException {
        if (event == SocketEvent.ERROR && socket.getError() instanceof SocketTimeoutException) {
            return refuse(REQUEST_TIMEOUT);
        }
        SocketState state = super.process(socket, event);
        if (state == SocketState.UPGRADING && getUpgradeToken() == null) {
            // The client begins with HTTP/2, which is not spoken here.
            return refuse(BAD_REQUEST);
        }
        boolean waiting = state == SocketState.LONG || state == SocketState.OPEN;
        if (!waiting || request.getStartTimeNanos() == NOT_BEGUN) {
            return state;
        }
        long leftNanos = leftNanos();
        if (leftNanos <= 0) {
            return refuse(REQUEST_TIMEOUT);
        }
        socket.setReadTimeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos)));
        // Blank lines alone are the beginning of a request too, which Tomcat would forget.
        return SocketState.LONG;
    }

    private long leftNanos() {
        return requestTimeoutNanos - (System.nanoTime() - request.getStartTimeNanos());
    }

    private SocketState refuse(int status) throws IOException {
        response.setStatus(status);
        setErrorState(ErrorState.CLOSE_CLEAN, null);
        try {
            getAdapter().service(request, response);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        return SocketState.CLOSED;
    }

    /** Until the client has taken the answer: a close with bytes unread is a reset, and could overtake it (RFC 9112, 9.6). */
    private static void linger(SocketWrapperBase<?> socket) {
        var client = new ClientSocket(socket);
        client.shut();
        socket.setReadTimeout(LINGER_MILLIS);
        long deadlineNanos = System.nanoTime() + LINGER_MILLIS * 1_000_000;
        ByteBuffer nowhere = ByteBuffer.allocate(1024);
        try {
            while (System.nanoTime() < deadlineNanos && socket.read(true, nowhere) >= 0) {
                nowhere.clear();
            }
        } catch (IOException clientLeft) {
            // Or has had the time to.
        }
    }

    @Override
    public boolean clientHasLeft() {
        try {
            var _ = getSocketWrapper().isReadyForRead();
            return false;
        } catch (SocketTimeoutException notAllHere) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void limitReads() {
        leavesRest = false;
        // Of a socket that has been closed meanwhile nothing is read.
        if (getSocketWrapper().getSocket() instanceof RequestChannel channel) {
            limited = channel;
            channel.limit(this::leftNanosOfBody);
        }
    }

    private void unlimitReads() {
        if (limited != null) {
            limited.unlimit();
            limited = null;
        }
    }

    private boolean hasTimedOut() {
        return limited != null && limited.hasTimedOut();
    }

    private long leftNanosOfBody() {
        boolean complete = request.getStartTimeNanos() == NOT_BEGUN || isRequestBodyFullyRead();
        return complete ? Long.MAX_VALUE : leftNanos();
    }

    @Override
    public void leaveRest() {
        leavesRest = true;
    }

    @Override
    public boolean answer(Answer answer, boolean last) {
        boolean cut = last || leavesRest || isLeftWaiting(answer);
        byte[] head = AnswerHead.of(answer, cut ? CLOSE : connection());
        if (!write(head, "HEAD".equals(request.getMethod()) ? NOTHING : answer.body())) {
            return false;
        }
        if (cut) {
            answered = true;
            setErrorState(ErrorState.CLOSE_CLEAN, null);
        }
        return true;
    }

    @Override
    public boolean begin(int status, Map<String, String> headers) {
        return write(AnswerHead.of(status, headers), NOTHING);
    }

    private boolean write(byte[] head, byte[] body) {
        response.setCommitted(true);
        setSwallowResponse();
        try {
            getSocketWrapper().write(true, head, 0, head.length);
            getSocketWrapper().write(true, body, 0, body.length);
            getSocketWrapper().flush(true);
            return true;
        } catch (IOException clientLeft) {
            log.log(Level.DEBUG, "An answer could not be sent", clientLeft);
            setErrorState(ErrorState.CLOSE_CONNECTION_NOW, clientLeft);
            return false;
        }
    }

    /** A client that asked whether to send its body, and is refused instead, may send it or not (RFC 9110, 10.1.1). */
    private boolean isLeftWaiting(Answer answer) {
        return request.hasExpectation() && !isRequestBodyFullyRead() && answer.status() >= 300;
    }

    /** As Tomcat decides it, which keeps the decision to itself (RFC 9112, 9.3). */
    private String connection() {
        boolean lastAllowed = maxRequests > 0 && limited != null && limited.requests() >= maxRequests;
        Set<String> options = new HashSet<>();
        try {
            TokenList.parseTokenList(request.getMimeHeaders().values("Connection"), options);
        } catch (IOException e) {
            // It reads what is in memory.
            throw new UncheckedIOException(e);
        }
        if (lastAllowed || options.contains(CLOSE)) {
            return CLOSE;
        }
        if (request.protocol().equals("HTTP/1.1")) {
            return "";
        }
        return options.contains(KEEP_ALIVE) ? KEEP_ALIVE : CLOSE;
    }

    @Override
    public void abandon() {
        response.setCommitted(true);
        setSwallowResponse();
        setErrorState(ErrorState.CLOSE_CONNECTION_NOW, new ClientLeftException());
    }

    @Override
    public void expect(long bytes) {
        getSocketWrapper().getSocketBufferHandler().expand((int) Math.min(bytes, MAX_BUFFER_BYTES));
    }
}
