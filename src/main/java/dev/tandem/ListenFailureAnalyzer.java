package dev.tandem;

import dev.tandem.console.ConsoleSettings;
import dev.tandem.core.Model;
import dev.tandem.core.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.Ordered;

/**
 * Says which listener could not be opened, and which property moves it; goes before Spring Boot's own analyzers, which know
 * the port alone, and not every reason.
 */
final class ListenFailureAnalyzer extends AbstractFailureAnalyzer<WebServerException> implements Ordered {
    private final BeanFactory beans;

    ListenFailureAnalyzer(BeanFactory beans) {
        this.beans = beans;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, WebServerException cause) {
        IOException refusal = findCause(cause, IOException.class);
        if (refusal == null) {
            return null;
        }
        ConsoleSettings console = beans.getBeanProvider(ConsoleSettings.class).getIfAvailable();
        if (console != null) {
            return analysis("console", console.address(), console.port(), cause, refusal);
        }
        ServerSettings server = beans.getBean(ServerSettings.class);
        return analysis(beans.getBean(Model.class).text(), server.address(), server.port(), cause, refusal);
    }

    private static FailureAnalysis analysis(
            String listener, InetAddress address, int port, WebServerException cause, IOException refusal) {
        String property = "tandem.%s.port".formatted(listener);
        return cause instanceof PortInUseException
                ? new FailureAnalysis(
                        "%s: %d is in use on %s already.".formatted(property, port, address.getHostAddress()),
                        "Stop what listens there, or choose another port with %s.".formatted(property),
                        cause)
                : new FailureAnalysis(
                        "%s: %d can't be listened on at %s: %s."
                                .formatted(property, port, address.getHostAddress(), refusal.getMessage()),
                        "Choose an address of this machine (tandem.address), and a port that this user may open (%s)."
                                .formatted(property),
                        cause);
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
