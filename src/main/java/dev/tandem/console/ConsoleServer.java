package dev.tandem.console;

import dev.tandem.core.api.Hosts;
import java.time.Duration;
import org.apache.catalina.Pipeline;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * A small server with a few platform threads of its own: enough for some scrapers and a person, and not a way to harm the
 * models from beside them. Nothing that it answers waits for a model.
 */
final class ConsoleServer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    private static final int THREADS = 4;
    private static final int MAX_CONNECTIONS = 256;
    private static final int BACKLOG = 128;
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ConsoleSettings settings;
    private final Hosts hosts;

    ConsoleServer(ConsoleSettings settings, Hosts hosts) {
        this.settings = settings;
        this.hosts = hosts;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setAddress(settings.address());
        factory.setPort(settings.port());
        factory.setShutdown(Shutdown.IMMEDIATE);
        factory.addConnectorCustomizers(ConsoleServer::limit);
        factory.addContextCustomizers(context -> {
            Pipeline pipeline = context.getParent().getPipeline();
            pipeline.addValve(new ProblemValve());
            pipeline.addValve(new HostValve(hosts));
        });
    }

    private static void limit(Connector connector) {
        Http11NioProtocol protocol = (Http11NioProtocol) connector.getProtocolHandler();
        int timeoutMillis = Math.toIntExact(TIMEOUT.toMillis());
        protocol.setMaxThreads(THREADS);
        protocol.setMinSpareThreads(1);
        protocol.setMaxConnections(MAX_CONNECTIONS);
        protocol.setAcceptCount(BACKLOG);
        protocol.setMaxHttpRequestHeaderSize(MAX_HEADER_BYTES);
        protocol.setConnectionTimeout(timeoutMillis);
        protocol.setKeepAliveTimeout(timeoutMillis);
        // Nothing here takes a body, so none is read.
        protocol.setMaxSwallowSize(0);
    }

    /** After Boot's own customizers, which apply what is configured for servers in general. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
