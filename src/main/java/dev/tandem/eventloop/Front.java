package dev.tandem.eventloop;

import dev.tandem.core.Model;
import dev.tandem.core.Ticker;
import dev.tandem.core.api.Answer;
import dev.tandem.core.api.Origins;
import dev.tandem.core.api.Query;
import dev.tandem.core.api.Refusals;
import dev.tandem.core.api.RequestHead;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.metrics.RequestMetrics;
import dev.tandem.routing.Route;
import dev.tandem.routing.RouteTable;
import io.netty.channel.Channel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/**
 * What every request passes: it is named, its origin checked, its operation found, its refusal answered and its time
 * taken. It is a filter because WebFlux answers a preflight by itself before any handler is asked.
 */
final class Front implements WebFilter {
    private static final Logger log = System.getLogger(Front.class.getName());

    /** Set on an exchange whose client has left before it was answered; Spring completes it nevertheless. */
    private static final String LEFT = Front.class.getName() + ".left";

    /** What others call a request that the client gave up. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private final RouteTable routes;
    private final Origins origins;
    private final RequestMetrics metrics;
    private final Ticker ticker;
    private final DateField date;

    Front(RouteTable routes, Origins origins, RequestMetrics metrics, Ticker ticker, DateField date) {
        this.routes = routes;
        this.origins = origins;
        this.metrics = metrics;
        this.ticker = ticker;
        this.date = date;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long begun = ticker.nanoTime();
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set("Tandem-Model", Model.EVENT_LOOP.text());
        headers.set(HttpHeaders.DATE, date.now());
        return Mono.defer(() -> route(exchange, chain))
                .onErrorResume(failure -> refuse(exchange, failure))
                .doFinally(signal -> record(exchange, begun));
    }

    private Mono<Void> route(ServerWebExchange exchange, WebFilterChain chain) {
        RequestHead head = new NettyRequestHead(Natives.request(exchange));
        origins.check(head).forEach(exchange.getResponse().getHeaders()::set);
        return switch (routes.match(head.method(), head.rawPath())) {
            case RouteTable.Match.Found(Route route, var variables) -> {
                Query query = Query.parse(head.rawQuery(), route.parameters());
                new Call(exchange, head, route, variables, query).attach();
                yield chain.filter(exchange);
            }
            case RouteTable.Match.OtherMethods(var allowed) -> {
                if (!head.method().equals("OPTIONS")) {
                    throw Refusals.methodNotAllowed(head.method(), allowed);
                }
                yield AnswerResponse.write(exchange, Origins.options(allowed));
            }
            case RouteTable.Match.Unknown() -> throw Refusals.routeUnknown(head.rawPath());
        };
    }

    private static Mono<Void> refuse(ServerWebExchange exchange, Throwable failure) {
        Throwable cause = failure.getCause() instanceof ProblemException refused ? refused : failure;
        if (hasLeft(cause)) {
            log.log(Level.DEBUG, () -> name(exchange) + ": the client left (" + cause.getMessage() + ")");
            if (!exchange.getResponse().isCommitted()) {
                leftUnanswered(exchange);
            }
            return Mono.empty();
        }
        if (exchange.getResponse().isCommitted()) {
            log.log(Level.ERROR, () -> name(exchange) + " failed in the middle of its response", cause);
            return Mono.error(cause);
        }
        return AnswerResponse.write(exchange, Answer.problem(problem(exchange, cause)));
    }

    /** The client has left without its answer, even if a part of that was sent. */
    static void leftUnanswered(ServerWebExchange exchange) {
        exchange.getAttributes().put(LEFT, true);
    }

    private static boolean hasLeft(Throwable cause) {
        return cause instanceof AbortedException
                || cause instanceof ClosedChannelException
                || AbortedException.isConnectionReset(cause);
    }

    private static Problem problem(ServerWebExchange exchange, Throwable cause) {
        if (cause instanceof ProblemException refused) {
            log.log(Level.DEBUG, () -> name(exchange) + ": refused (" + refused.getMessage() + ")");
            return refused.problem();
        }
        log.log(Level.ERROR, () -> name(exchange) + " failed", cause);
        return Refusals.internalError();
    }

    /** A socket's time is taken when it ends, and by itself; what the guard has refused is counted there. */
    private void record(ServerWebExchange exchange, long begun) {
        Channel channel = Natives.channel(exchange);
        Call.forget(channel);
        int status = status(exchange);
        boolean refused = status == CLIENT_CLOSED_REQUEST && RequestGuard.hasRefused(channel);
        if (!refused && status != HttpStatus.SWITCHING_PROTOCOLS.value()) {
            metrics.record(Call.routeOf(exchange), status, ticker.nanoTime() - begun);
        }
    }

    private static int status(ServerWebExchange exchange) {
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        boolean answered = exchange.getResponse().isCommitted()
                && !exchange.getAttributes().containsKey(LEFT);
        return answered && status != null ? status.value() : CLIENT_CLOSED_REQUEST;
    }

    private static String name(ServerWebExchange exchange) {
        return Call.routeOf(exchange).map(Route::id).orElse("request");
    }
}
