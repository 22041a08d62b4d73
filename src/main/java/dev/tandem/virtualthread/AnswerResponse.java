package dev.tandem.virtualthread;

import dev.tandem.core.api.Answer;
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

/** An answer of core's on its way out. */
record AnswerResponse(Answer answer, Optional<Route> route, RequestTimer timer) implements ServerResponse {
    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context) {
        HttpConnection connection = HttpConnection.of(request);
        Optional<Runnable> takeBack = answer.undeliverable();
        boolean left = takeBack.isPresent() && connection.clientHasLeft();
        if (!left) {
            connection.expect(answer.body().length);
            left = !connection.answer(answer, false);
        }
        if (left && takeBack.isPresent()) {
            takeBack.get().run();
            return Unanswered.because(new ClientLeftException(), route, timer).writeTo(request, response, context);
        }
        timer.ended(route, answer.status());
        return null;
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
