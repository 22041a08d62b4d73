package dev.tandem.virtualthread;

import dev.tandem.core.api.Answer;
import dev.tandem.core.api.Refusals;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.metrics.RequestMetrics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;

/**
 * Answers what never reached a route, or went wrong under it: Tomcat found the request malformed, or it did not come to
 * an end. Tomcat knows these by a status and, at best, a message; they get the problems that they have on both models.
 */
final class ProblemValve extends ErrorReportValve {
    /** Set on a request that will be counted elsewhere. */
    static final String COUNTED = ProblemValve.class.getName() + ".counted";

    /** Set on a request whose client has left. */
    static final String ABANDONED = ProblemValve.class.getName() + ".abandoned";

    private static final Logger log = System.getLogger(ProblemValve.class.getName());

    private static final String TOO_LARGE =
            StringManager.getManager(Http11InputBuffer.class).getString("iib.requestheadertoolarge.error");

    private final RequestMetrics metrics;
    private final int maxHeaderBytes;
    private final Duration requestTimeout;

    ProblemValve(RequestMetrics metrics, int maxHeaderBytes, Duration requestTimeout) {
        this.metrics = metrics;
        this.maxHeaderBytes = maxHeaderBytes;
        this.requestTimeout = requestTimeout;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable cause) {
        if (request.getAttribute(ABANDONED) != null) {
            return;
        }
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Problem problem = problem(request, response.getStatus(), cause);
        Level level = problem.code().status() < 500 ? Level.DEBUG : Level.ERROR;
        log.log(
                level,
                "A request was refused by the server: {0}, {1}",
                problem.code().code(),
                cause);
        Answer answer = Answer.problem(problem).with(Routes.MODEL);
        boolean _ = HttpConnection.of(request).answer(answer, true);
        if (request.getAttribute(COUNTED) == null) {
            metrics.record(Optional.empty(), answer.status(), elapsedNanos(request));
        }
    }

    private Problem problem(Request request, int status, @Nullable Throwable cause) {
        return switch (status) {
            case 408 -> unreadable(ProblemCode.REQUEST_TIMEOUT);
            case 500 -> Refusals.internalError();
            case 503 -> unreadable(ProblemCode.DRAINING);
            default -> unreadable(fault(request, cause));
        };
    }

    private Problem unreadable(ProblemCode code) {
        return Refusals.unreadable(code, maxHeaderBytes, requestTimeout);
    }

    private ProblemCode fault(Request request, @Nullable Throwable cause) {
        if (cause == null || !TOO_LARGE.equals(cause.getMessage())) {
            return ProblemCode.REQUEST_MALFORMED;
        }
        return lineLength(request) > maxHeaderBytes ? ProblemCode.URI_TOO_LONG : ProblemCode.HEADERS_TOO_LARGE;
    }

    /** How long the request line is with its end; all that has come if that is not among it. */
    private static int lineLength(Request request) {
        if (!(request.getCoyoteRequest().getInputBuffer() instanceof Http11InputBuffer input)) {
            return 0;
        }
        ByteBuffer received = input.getByteBuffer().duplicate().position(0);
        int length = 0;
        while (received.hasRemaining()) {
            byte next = received.get();
            boolean blank = length == 0 && (next == '\r' || next == '\n');
            length += blank ? 0 : 1;
            if (next == '\n' && !blank) {
                return length;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static long elapsedNanos(Request request) {
        return System.nanoTime() - request.getCoyoteRequest().getStartTimeNanos();
    }
}
