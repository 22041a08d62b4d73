package dev.tandem.eventloop;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;

/** A response that writes itself: core has made its bytes, and no codec is asked. */
abstract class Response implements ServerResponse {
    private final int status;

    Response(int status) {
        this.status = status;
    }

    @Override
    public final HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(status);
    }

    @Override
    public final HttpHeaders headers() {
        return new HttpHeaders();
    }

    @Override
    public final MultiValueMap<String, ResponseCookie> cookies() {
        return new LinkedMultiValueMap<>();
    }
}
