package dev.tandem.virtualthread;

import dev.tandem.core.api.Answer;
import dev.tandem.routing.Route;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/** An answer of core's on its way out. */
record AnswerResponse(Answer answer, Optional<Route> route, RequestTimer timer) implements ServerResponse {
    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
            throws IOException {
        if (answer.undeliverable().isPresent() && HttpConnection.of(request).clientHasLeft()) {
            answer.undeliverable().get().run();
            return new Unanswered(route, timer).writeTo(request, response, context);
        }
        try {
            HttpConnection.of(request).expect(answer.body().length);
            write(answer, response);
        } catch (IOException clientLeft) {
            answer.undeliverable().ifPresent(Runnable::run);
            throw clientLeft;
        } finally {
            timer.ended(route, answer.status());
        }
        return null;
    }

    /** Tomcat keeps the body of an answer to {@code HEAD} to itself. */
    static void write(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        byte[] body = answer.body();
        if (body.length > 0) {
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(answer.status());
    }

    @Override
    public HttpHeaders headers() {
        HttpHeaders headers = new HttpHeaders();
        answer.headers().forEach(headers::set);
        return headers;
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return new LinkedMultiValueMap<>();
    }
}
