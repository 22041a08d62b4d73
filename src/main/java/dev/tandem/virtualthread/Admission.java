package dev.tandem.virtualthread;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Tomcat's HTTP and its container.
 *
 * <p>It keeps the container from decoding and normalising the request target. There is one application with one servlet,
 * so nothing is to be found by the path; which operation a target names is for the routes to say, the same on both models.
 * Tomcat decodes a target that is bytes; one that is a string it takes for decoded already, together with the path that
 * stands beside it.
 *
 * <p>And it refuses what Tomcat would let pass: a target that is not a path or not percent-encoded, a request line without
 * a version, and a body with two lengths (RFC 9112, 6.1: it may be an attempt to smuggle a request past a proxy).
 */
final class Admission implements Adapter {
    /** Where a processor leaves itself in its request; Tomcat uses 1 and 2 of 32 places. */
    static final int PROCESSOR_NOTE = 31;

    private static final Pattern CONTENT_LENGTH = Pattern.compile("\n(?i:Content-Length):");

    private final Adapter adapter;

    Admission(Adapter adapter) {
        this.adapter = adapter;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        MessageBytes target = request.requestURI();
        if (!target.isNull()) {
            if (isRight(request)) {
                target.setString(target.toString());
            } else {
                target.setString("/");
                response.setStatus(400);
                response.setError();
            }
            request.decodedURI().setString("/");
        }
        HttpConnection connection = (HttpConnection) request.getNote(PROCESSOR_NOTE);
        connection.limitReads();
        request.setAttribute(HttpConnection.ATTRIBUTE, connection);
        adapter.service(request, response);
    }

    private static boolean isRight(Request request) {
        String path = request.requestURI().toString();
        return path.startsWith("/")
                && isPercentEncoded(path)
                && isPercentEncoded(request.queryString().toString())
                && !request.protocol().equals("")
                && !hasTwoLengths(request);
    }

    /** Tomcat has removed the {@code Content-Length} of a chunked body by now; what was received is still there. */
    private static boolean hasTwoLengths(Request request) {
        return request.getHeader("Transfer-Encoding") != null
                && request.getInputBuffer() instanceof Http11InputBuffer input
                && CONTENT_LENGTH.matcher(headOf(input.getByteBuffer())).find();
    }

    private static CharBuffer headOf(ByteBuffer received) {
        return ISO_8859_1.decode(received.duplicate().flip());
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
