package dev.tandem.virtualthread;

import java.time.Duration;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * Tomcat's HTTP/1.1 with what an embedder can only change by extending it: see {@link HttpProcessor}, {@link Admission} and
 * {@link RequestChannel}. Public, with a constructor without arguments, because Tomcat makes it by its name.
 */
public final class HttpProtocol extends Http11NioProtocol {
    private static final int LEAST_BUFFER_BYTES = 64;

    private Duration requestTimeout = Duration.ZERO;

    public HttpProtocol() {
        super(new Endpoint());
    }

    /** @param requestTimeout from a request's first byte to its last */
    void setRequestTimeout(Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(new Admission(adapter));
    }

    /** That of what a response is gathered in, which is written past it: each request would have 24 KB of it. */
    @Override
    public int getDesiredBufferSize() {
        return LEAST_BUFFER_BYTES;
    }

    @Override
    protected Processor createProcessor() {
        return new HttpProcessor(this, getAdapter(), requestTimeout);
    }

    private static final class Endpoint extends NioEndpoint {
        @Override
        protected NioChannel createChannel(SocketBufferHandler buffers) {
            return new RequestChannel(buffers);
        }
    }
}
