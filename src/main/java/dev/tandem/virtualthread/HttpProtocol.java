package dev.tandem.virtualthread;

import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 with what an embedder can only change by extending it: see {@link HttpProcessor} and
 * {@link Admission}. Public, with a constructor without arguments, because Tomcat makes it by its name.
 */
public final class HttpProtocol extends Http11NioProtocol {
    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(new Admission(adapter));
    }

    @Override
    protected Processor createProcessor() {
        return new HttpProcessor(this, getAdapter());
    }
}
