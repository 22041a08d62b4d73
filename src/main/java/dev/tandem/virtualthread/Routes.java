package dev.tandem.virtualthread;

import dev.tandem.core.Model;
import dev.tandem.core.api.Answer;
import dev.tandem.core.api.Origins;
import dev.tandem.core.api.Query;
import dev.tandem.core.api.Refusals;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.wait.Caller;
import dev.tandem.metrics.RequestMetrics;
import dev.tandem.routing.Route;
import dev.tandem.routing.RouteTable;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The way of every request: may this page ask at all, which operation does it ask for, are its parameters known, and then
 * the operation itself. What is refused on the way is logged once and becomes a problem; a fault of ours becomes one that
 * says nothing about it.
 */
final class Routes implements RouterFunction<ServerResponse> {
    /** What every answer carries. */
    static final Map<String, String> MODEL = Map.of("Tandem-Model", Model.VIRTUAL_THREAD.text());

    private static final Logger log = System.getLogger(Routes.class.getName());

    private final RouteTable table;
    private final Origins origins;
    private final Bindings bindings;
    private final Caller caller;
    private final RequestMetrics metrics;

    Routes(RouteTable table, Origins origins, Bindings bindings, Caller caller, RequestMetrics metrics) {
        this.table = table;
        this.origins = origins;
        this.bindings = bindings;
        this.caller = caller;
        this.metrics = metrics;
    }

    @Override
    public Optional<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        return Optional.of(matched -> new Passage(matched.servletRequest()).handle());
    }

    /** One request on its way. */
    private final class Passage {
        private final HttpServletRequest request;
        private final ServletRequestHead head;
        private final RequestTimer timer = new RequestTimer(metrics);
        private Map<String, String> headers = MODEL;
        private Optional<Route> route = Optional.empty();

        Passage(HttpServletRequest request) {
            this.request = request;
            this.head = new ServletRequestHead(request);
        }

        ServerResponse handle() {
            try {
                allowOrigin();
                return switch (table.match(head.method(), head.rawPath())) {
                    case RouteTable.Match.Found found -> handle(found);
                    case RouteTable.Match.OtherMethods(var allowed) -> {
                        if (head.method().equals("OPTIONS")) {
                            yield answer(Origins.options(allowed));
                        }
                        throw Refusals.methodNotAllowed(head.method(), allowed);
                    }
                    case RouteTable.Match.Unknown() -> throw Refusals.routeUnknown(head.rawPath());
                };
            } catch (ProblemException e) {
                log.log(Level.DEBUG, "{0} {1} was refused: {2}", head.method(), head.rawPath(), e.getMessage());
                return problem(e.problem());
            } catch (IOException e) {
                log.log(Level.DEBUG, "{0} {1} was given up: {2}", head.method(), head.rawPath(), e);
                return Unanswered.because(e, route, timer);
            } catch (RuntimeException e) {
                log.log(Level.ERROR, head.method() + " " + head.rawPath() + " failed", e);
                return problem(Refusals.internalError());
            }
        }

        private void allowOrigin() {
            Map<String, String> allowing = origins.check(head);
            if (!allowing.isEmpty()) {
                headers = new HashMap<>(allowing);
                headers.putAll(MODEL);
            }
        }

        private ServerResponse handle(RouteTable.Match.Found found) throws IOException {
            route = Optional.of(found.route());
            Query query = Query.parse(head.rawQuery(), found.route().parameters());
            return bindings.of(found.route())
                    .handle(new Call(request, head, found.route(), found.variables(), query, headers, caller, timer));
        }

        private ServerResponse problem(Problem problem) {
            return answer(Answer.problem(problem));
        }

        private ServerResponse answer(Answer answer) {
            return new AnswerResponse(answer.with(headers), route, timer);
        }
    }
}
