package dev.tandem.virtualthread;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.servlet.DispatcherServlet;

/** Spring MVC's servlet, to which no method is special: whether {@code TRACE} is allowed is for the routes to say. */
final class ApiServlet extends DispatcherServlet {
    private static final long serialVersionUID = 1L;

    ApiServlet() {
        setPublishEvents(false);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        processRequest(request, response);
    }
}
