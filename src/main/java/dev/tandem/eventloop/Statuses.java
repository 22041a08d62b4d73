package dev.tandem.eventloop;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.stream.IntStream;

/** Statuses without a reason phrase: it says nothing that the status does not, and Tomcat sends none. */
final class Statuses {
    private static final int FIRST = 100;
    private static final int COUNT = 500;
    private static final HttpResponseStatus[] ALL = IntStream.range(FIRST, FIRST + COUNT)
            .mapToObj(code -> new HttpResponseStatus(code, ""))
            .toArray(HttpResponseStatus[]::new);

    private Statuses() {}

    static HttpResponseStatus of(int code) {
        return ALL[code - FIRST];
    }
}
