package dev.tandem.console;

import dev.tandem.core.api.Hosts;
import dev.tandem.core.problem.ProblemException;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Lets no request pass that calls the console by a name which is not its own. */
final class HostValve extends ValveBase {
    private final Hosts hosts;

    HostValve(Hosts hosts) {
        super(true);
        this.hosts = hosts;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        try {
            hosts.check(Optional.ofNullable(request.getHeader("Host")));
        } catch (ProblemException e) {
            request.setAttribute(ProblemValve.PROBLEM, e.problem());
            response.sendError(e.problem().code().status());
            return;
        }
        getNext().invoke(request, response);
    }
}
