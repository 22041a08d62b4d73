package dev.tandem.console;

import dev.tandem.core.api.Answer;
import dev.tandem.core.api.Refusals;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a problem document wherever Tomcat would answer with a page of HTML or with nothing: it sees what Spring MVC
 * refuses, and what Tomcat refused before.
 */
final class ProblemValve extends ErrorReportValve {
    /** Set on a request of which it is known already what is wrong with it. */
    static final String PROBLEM = ProblemValve.class.getName() + ".problem";

    private static final Logger log = System.getLogger(ProblemValve.class.getName());

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0) {
            return;
        }
        response.setErrorReported();
        Problem problem = problem(request, response);
        log.log(Level.DEBUG, "A request was refused: {0}: {1}", problem.code().code(), problem.detail());
        Answer answer = Answer.problem(problem);
        try {
            response.setStatus(answer.status());
            answer.headers().forEach(response::setHeader);
            response.setContentLength(answer.body().length);
            response.getOutputStream().write(answer.body());
            response.finishResponse();
        } catch (IOException e) {
            log.log(Level.DEBUG, "A refusal could not be sent", e);
        }
    }

    private static Problem problem(Request request, Response response) {
        if (request.getAttribute(PROBLEM) instanceof Problem known) {
            return known;
        }
        return switch (response.getStatus()) {
            case 404 ->
                Problem.invalid(
                        ProblemCode.ROUTE_UNKNOWN, "path", request.getRequestURI(), "one of the paths that / lists");
            case 405 ->
                Refusals.methodNotAllowed(request.getMethod(), allowed(response))
                        .problem();
            case 406 -> Refusals.unreadable(ProblemCode.ACCEPT_UNSUPPORTED).problem();
            case 408 -> Refusals.unreadable(ProblemCode.REQUEST_TIMEOUT).problem();
            case 414 -> Refusals.unreadable(ProblemCode.URI_TOO_LONG).problem();
            case 431 -> Refusals.unreadable(ProblemCode.HEADERS_TOO_LARGE).problem();
            default ->
                response.getStatus() < 500
                        ? Refusals.unreadable(ProblemCode.REQUEST_MALFORMED).problem()
                        : Refusals.internalError();
        };
    }

    private static List<String> allowed(Response response) {
        return Optional.ofNullable(response.getHeader("Allow")).stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .toList();
    }
}
