package dev.tandem.virtualthread;

import java.io.IOException;
import org.springframework.web.servlet.function.ServerResponse;

/** What a route does, in blocking style. */
@FunctionalInterface
interface Operation {
    /**
     * Handles one request, and waits for as long as that takes.
     *
     * @throws dev.tandem.core.problem.ProblemException if it is refused
     * @throws IOException if the client left, or its body could not be read; Tomcat knows which
     */
    ServerResponse handle(Call call) throws IOException;
}
