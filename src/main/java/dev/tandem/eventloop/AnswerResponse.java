package dev.tandem.eventloop;

import dev.tandem.core.api.Answer;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpVersion;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;

/** One of core's answers. */
final class AnswerResponse extends Response {
    private final Answer answer;

    AnswerResponse(Answer answer) {
        super(answer.status());
        this.answer = answer;
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        Mono<Void> written = write(exchange, answer);
        return answer.undeliverable()
                .map(takeBack -> unlessLeft(exchange, written, takeBack))
                .orElse(written);
    }

    private static Mono<Void> unlessLeft(ServerWebExchange exchange, Mono<Void> written, Runnable takeBack) {
        Runnable left = () -> {
            takeBack.run();
            Front.leftUnanswered(exchange);
        };
        Channel channel = Natives.channel(exchange);
        if (!channel.isActive()) {
            left.run();
            return Mono.error(AbortedException.beforeSend());
        }
        return Delivery.of(written, channel).doOnError(failure -> left.run()).doOnCancel(left);
    }

    static Mono<Void> write(ServerWebExchange exchange, Answer answer) {
        ServerHttpResponse response = exchange.getResponse();
        response.setRawStatusCode(answer.status());
        HttpHeaders headers = response.getHeaders();
        answer.headers().forEach(headers::set);
        if (mustSayThatItGoesOn(Natives.request(exchange)) && !headers.containsHeader(HttpHeaders.CONNECTION)) {
            headers.set(HttpHeaders.CONNECTION, "keep-alive");
        }
        if (answer.status() == HttpStatus.NO_CONTENT.value() || answer.status() == HttpStatus.NOT_MODIFIED.value()) {
            // Neither has a body, also not a chunked one, which Netty would announce to HEAD.
            Natives.response(exchange).chunkedTransfer(false);
            return response.setComplete();
        }
        headers.setContentLength(answer.body().length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(answer.body())));
    }

    /** In HTTP/1.0 a connection ends unless both say otherwise (RFC 9112, C.2.2). */
    private static boolean mustSayThatItGoesOn(HttpServerRequest request) {
        return request.version().equals(HttpVersion.HTTP_1_0) && request.isKeepAlive();
    }
}
