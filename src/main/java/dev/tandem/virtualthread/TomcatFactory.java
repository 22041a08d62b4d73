package dev.tandem.virtualthread;

import dev.tandem.core.ServerSettings;
import dev.tandem.metrics.RequestMetrics;
import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;

/** Tomcat with the limits that both models have, on virtual threads. */
final class TomcatFactory extends TomcatServletWebServerFactory {
    /** What an idle connection deserves; for a request or an answer that needs more, more is taken. */
    private static final String SOCKET_BUFFER_BYTES = "1024";

    /** Of what Tomcat may have to answer by itself, as {@link HttpProcessor} writes past it. */
    private static final int MAX_RESPONSE_HEADER_BYTES = 1024;

    private final ServerSettings settings;
    private final VirtualThreads threads;
    private final RequestMetrics metrics;

    TomcatFactory(ServerSettings settings, VirtualThreads threads, RequestMetrics metrics) {
        super(settings.port());
        this.settings = settings;
        this.threads = threads;
        this.metrics = metrics;
        setAddress(settings.address());
        setShutdown(Shutdown.GRACEFUL);
        setProtocol(HttpProtocol.class.getName());
    }

    @Override
    protected void customizeConnector(Connector connector) {
        super.customizeConnector(connector);
        connector.setAllowTrace(true);
        connector.setProperty("socket.appReadBufSize", SOCKET_BUFFER_BYTES);
        connector.setProperty("socket.appWriteBufSize", SOCKET_BUFFER_BYTES);
        // A channel must not be used again while the thread of a connection that ended may still hold it.
        connector.setProperty("socket.bufferPool", "0");
        HttpProtocol protocol = (HttpProtocol) connector.getProtocolHandler();
        protocol.setExecutor(threads);
        protocol.setMaxConnections(settings.maxConnections());
        protocol.setAcceptCount(settings.backlog());
        protocol.setMaxKeepAliveRequests(settings.maxKeepAliveRequests());
        protocol.setRequestTimeout(settings.requestTimeout());
        // How long a new connection may say nothing, and a client take nothing of its answer.
        protocol.setConnectionTimeout(millis(settings.keepAliveTimeout()));
        protocol.setKeepAliveTimeout(millis(settings.keepAliveTimeout()));
        protocol.setMaxSwallowSize(-1);
        protocol.setMaxHttpRequestHeaderSize(settings.maxHeaderBytes());
        protocol.setMaxHttpResponseHeaderSize(MAX_RESPONSE_HEADER_BYTES);
        protocol.setMaxHeaderCount(-1);
        protocol.setContinueResponseTiming("onRead");
        protocol.setUseKeepAliveResponseHeader(false);
    }

    @Override
    protected TomcatWebServer getTomcatWebServer(Tomcat tomcat) {
        StandardHost host = (StandardHost) tomcat.getHost();
        host.setErrorReportValveClass(null);
        host.getPipeline().addValve(new ProblemValve(metrics, settings.maxHeaderBytes(), settings.requestTimeout()));
        return super.getTomcatWebServer(tomcat);
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
