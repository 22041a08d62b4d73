package dev.tandem.virtualthread;

import dev.tandem.routing.Route;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What comes of a request that could not be read to its end: nothing more from a route. Where the client has left, nothing at
 * all; otherwise Tomcat has set the status, and {@link ProblemValve} answers.
 */
record Unanswered(int status, Optional<Route> route, RequestTimer timer) implements ServerResponse {
    /** What others call a request that the client gave up. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    /** What it was that befell the reading of a request, or the waiting for its answer. */
    static Unanswered because(IOException failure, Optional<Route> route, RequestTimer timer) {
        Throwable cause = failure instanceof ClientAbortException ? failure.getCause() : failure;
        int status = switch (cause) {
            case SocketTimeoutException late -> 408;
            case BadRequestException malformed -> 400;
            case null, default -> CLIENT_CLOSED_REQUEST;
        };
        return new Unanswered(status, route, timer);
    }

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context) {
        request.setAttribute(ProblemValve.COUNTED, true);
        if (status == CLIENT_CLOSED_REQUEST) {
            HttpConnection.of(request).abandon();
        }
        timer.ended(route, status);
        return null;
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(status);
    }

    @Override
    public HttpHeaders headers() {
        return new HttpHeaders();
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return new LinkedMultiValueMap<>();
    }
}
