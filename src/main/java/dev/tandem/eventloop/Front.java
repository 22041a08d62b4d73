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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.channel.AbortedException;

/**
 * What every request passes: it is named, its origin checked, its operation found, its refusal answered and its time
 * taken. It is a filter because WebFlux answers a preflight by itself before any handler is asked.
 */
final class Front implements WebFilter {
    private static final Logger log = System.getLogger(Front.class.getName());

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
                .doFinally(signal -> record(exchange, begun, signal));
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
            return Mono.empty();
        }
        if (exchange.getResponse().isCommitted()) {
            log.log(Level.ERROR, () -> name(exchange) + " failed in the middle of its response", cause);
            return Mono.error(cause);
        }
        return AnswerResponse.write(exchange, Answer.problem(problem(exchange, cause)));
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

    /** A socket's time is taken when it ends, and by itself; a client that hung up was not answered. */
    private void record(ServerWebExchange exchange, long begun, SignalType signal) {
        Optional<Route> route = Call.routeOf(exchange);
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        boolean answered = signal != SignalType.CANCEL
                || route.filter(found -> found.kind() == Route.Kind.STREAM).isPresent();
        if (answered && status != null && status.value() != HttpStatus.SWITCHING_PROTOCOLS.value()) {
            metrics.record(route, status.value(), ticker.nanoTime() - begun);
        }
    }

    private static String name(ServerWebExchange exchange) {
        return Call.routeOf(exchange).map(Route::id).orElse("request");
    }
}
