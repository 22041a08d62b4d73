package dev.tandem.virtualthread;

import dev.tandem.routing.Route;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What comes of a request whose client left or whose body could not be read: nothing more from us. In the second case
 * Tomcat has set the status, and {@link ProblemValve} answers.
 */
record Unanswered(Optional<Route> route, RequestTimer timer) implements ServerResponse {
    /** What others call a request that the client gave up. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context) {
        request.setAttribute(ProblemValve.COUNTED, true);
        int status = response.getStatus();
        timer.ended(route, status >= 400 ? status : CLIENT_CLOSED_REQUEST);
        return null;
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(CLIENT_CLOSED_REQUEST);
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
