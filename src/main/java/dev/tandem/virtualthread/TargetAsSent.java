package dev.tandem.virtualthread;

import java.util.HexFormat;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Tomcat from decoding and normalising the request target. There is one application with one servlet, so Tomcat has
 * nothing to find by the path; which operation a target names is for the routes to say, the same on both models. A target
 * that names nothing, as it is not a path or not percent-encoded, is refused here.
 *
 * <p>Tomcat decodes a target that is bytes; one that is a string it takes for decoded already, together with the path
 * that stands beside it.
 */
final class TargetAsSent implements Adapter {
    /** Where a processor leaves itself in its request; Tomcat uses 1 and 2 of 32 places. */
    static final int PROCESSOR_NOTE = 31;

    private final Adapter adapter;

    TargetAsSent(Adapter adapter) {
        this.adapter = adapter;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        HttpProcessor processor = (HttpProcessor) request.getNote(PROCESSOR_NOTE);
        processor.versionRead();
        MessageBytes target = request.requestURI();
        if (!target.isNull()) {
            if (isRight(request, processor)) {
                target.setString(target.toString());
            } else {
                target.setString("/");
                response.setStatus(400);
                response.setError();
            }
            request.decodedURI().setString("/");
        }
        request.setAttribute(HttpConnection.ATTRIBUTE, processor);
        adapter.service(request, response);
    }

    private static boolean isRight(Request request, HttpProcessor processor) {
        String path = request.requestURI().toString();
        return path.startsWith("/")
                && isPercentEncoded(path)
                && isPercentEncoded(request.queryString().toString())
                && !processor.answersWithoutHead();
    }

    /** Whether every {@code %} begins two hexadecimal digits (RFC 3986, 2.1). */
    private static boolean isPercentEncoded(@Nullable String target) {
        if (target == null) {
            return true;
        }
        for (int at = target.indexOf('%'); at >= 0; at = target.indexOf('%', at + 1)) {
            boolean escape = at + 2 < target.length()
                    && HexFormat.isHexDigit(target.charAt(at + 1))
                    && HexFormat.isHexDigit(target.charAt(at + 2));
            if (!escape) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return adapter.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
        return adapter.asyncDispatch(request, response, event);
    }

    @Override
    public void log(Request request, Response response, long time) {
        adapter.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        adapter.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return adapter.getDomain();
    }
}
